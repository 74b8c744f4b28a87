import { type UserEvent, type UserState, userDecider, userStream } from '@energy/domain';
import { backoff } from '@energy/engines';
import {
  type CommandContext,
  type EventStore,
  foldStream,
  type Handled,
  loadForCommand,
  type NewEvent,
  newEventsOf,
  RevisionConflict,
  type StoredEvent,
} from '@energy/event-store';
import type { OwnershipIndex } from '../ownership-index.ts';

/**
 * The stream that puts the decisions by which administrators cease to be ones into one order. Each
 * event is a whole decision: what is to be appended to the user’s stream, and after which revision.
 */
export const LEAVING_STREAM = 'administrators';

/** An administrator was let go: deleted, or made a client. */
export interface AdministratorLeaving {
  readonly type: 'AdministratorLeaving';
  readonly data: {
    readonly userId: string;
    /** The revision of the user’s stream that was decided on. */
    readonly revision: number;
    readonly events: readonly [NewEvent<UserEvent>, ...NewEvent<UserEvent>[]];
  };
}

const MAX_ATTEMPTS = 12;
const MAX_RETRY_DELAY_MS = 40;

/** Facts about other streams that a decision about a user needs. */
export interface PlatformCounts {
  readonly otherAdministrators: number;
  readonly ownedDevices: number;
}

export interface UserDecision {
  readonly eventStore: EventStore;
  readonly index: OwnershipIndex;
  readonly userId: string;
  readonly decide: (state: UserState, counts: PlatformCounts) => readonly UserEvent[];
  readonly context: CommandContext;
}

/**
 * Changes a user by a decision that may make an administrator cease to be one, so that the platform
 * always keeps one, however many decide at once and wherever one dies:
 *
 * 1. The last decision in {@link LEAVING_STREAM} is carried out, by the next caller if its own process
 *    died: it is either in its user’s stream by then, or can’t ever get there, for the stream moved on.
 * 2. The index catches up: it counts the administrators that all decisions so far have left.
 * 3. The new decision is appended to the stream, expecting the revision that was read in 1. Of two who
 *    decide at once, one does; the other starts again.
 * 4. The new decision is carried out.
 *
 * @throws RuleViolation from the decision
 * @throws RevisionConflict
 */
export async function changeWithOthers({
  eventStore,
  index,
  userId,
  decide,
  context,
}: UserDecision): Promise<Handled<UserEvent, UserState>> {
  const stream = userStream(userId);
  for (let attempt = 1; ; attempt++) {
    const leaving = await carryOutLast(eventStore);
    await index.caughtUp();
    const target = { eventStore, decider: userDecider, stream, context };
    const { state, revision, repeated } = await loadForCommand(target);
    if (repeated) return repeated;
    const { expectedRevision } = context;
    if (expectedRevision !== undefined && expectedRevision !== revision) {
      throw new RevisionConflict(stream, expectedRevision, revision);
    }
    const events = decide(state, {
      otherAdministrators: index.otherAdministrators(userId),
      ownedDevices: index.devicesOf(userId).length,
    });
    const after = events.reduce(userDecider.evolve, state);
    const [first, ...others] = newEventsOf(events, target);
    if (!first) return { events, state, revision, position: undefined };
    try {
      if (isAdministrator(state) && !isAdministrator(after) && revision !== undefined) {
        await decideOn(
          eventStore,
          { userId, revision, events: [first, ...others] },
          leaving,
          context,
        );
      }
      const appended = await eventStore.append(stream, revision ?? 'no-stream', [first, ...others]);
      return { events, state: after, ...appended };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === MAX_ATTEMPTS) throw error;
      await backoff(attempt, MAX_RETRY_DELAY_MS);
    }
  }
}

/**
 * Carries out the last decision by which an administrator left, should its maker have died before. Those
 * before it are: no decision is made while another is open.
 *
 * @returns the revision of the stream of decisions
 */
export async function carryOutLast(eventStore: EventStore): Promise<number | undefined> {
  const { state: last } = await foldStream<
    AdministratorLeaving,
    StoredEvent<AdministratorLeaving> | undefined
  >(eventStore, LEAVING_STREAM, { initialState: undefined, evolve: (_, event) => event });
  if (!last) return undefined;
  const { userId, revision, events } = last.data;
  try {
    await eventStore.append(userStream(userId), revision, events);
  } catch (error) {
    // The user was changed in another way first: the decision is void, for good.
    if (!(error instanceof RevisionConflict)) throw error;
  }
  return last.revision;
}

async function decideOn(
  eventStore: EventStore,
  data: AdministratorLeaving['data'],
  leaving: number | undefined,
  { actor, correlationId }: CommandContext,
): Promise<void> {
  const event: AdministratorLeaving = { type: 'AdministratorLeaving', data };
  const context = correlationId === undefined ? { actor } : { actor, correlationId };
  const [decision] = newEventsOf([event], { stream: LEAVING_STREAM, context });
  if (decision) await eventStore.append(LEAVING_STREAM, leaving ?? 'no-stream', [decision]);
}

function isAdministrator(state: UserState): boolean {
  return state.status === 'Registered' && state.role === 'administrator';
}
