import type { OwnershipIndex, UserFacts } from '@energy/accounts';
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

/**
 * The stream that orders the decisions by which users lose the role of administrator. Each event is a whole
 * decision: the events to append to the user’s stream, and the revision that they expect.
 */
export const LEAVING_STREAM = 'administrators';

/** A decision to delete an administrator, or to make one a client. */
export interface AdministratorLeaving {
  readonly type: 'AdministratorLeaving';
  readonly data: {
    readonly userId: string;
    /** The revision of the user’s stream at the decision. */
    readonly revision: number;
    readonly events: readonly [NewEvent<UserEvent>, ...NewEvent<UserEvent>[]];
  };
}

const MAX_ATTEMPTS = 12;
const MAX_RETRY_DELAY_MS = 40;

export interface UserDecision {
  readonly eventStore: EventStore;
  readonly index: OwnershipIndex;
  readonly userId: string;
  readonly decide: (state: UserState, facts: UserFacts) => readonly UserEvent[];
  readonly context: CommandContext;
}

/**
 * Changes a user by a decision that may remove an administrator. One administrator always remains, with concurrent
 * decisions and killed processes too:
 *
 * 1. Carry out the last decision in {@link LEAVING_STREAM}, whose process may have died. Afterwards it is either in
 *    its user’s stream, or void for good, because that stream has changed.
 * 2. Ask the index, once it has caught up: it counts the administrators that remain after all decisions so far.
 * 3. Append the new decision to the stream at the revision that was read in 1. Of two concurrent decisions, one
 *    succeeds; the other starts again.
 * 4. Carry out the new decision.
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
    const facts = await index.factsOf(userId);
    const target = { eventStore, decider: userDecider, stream, context };
    const { state, revision, repeated } = await loadForCommand(target);
    if (repeated) return repeated;
    const { expectedRevision } = context;
    if (expectedRevision !== undefined && expectedRevision !== revision) {
      throw new RevisionConflict(stream, expectedRevision, revision);
    }
    const events = decide(state, facts);
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
 * Carries out the last decision, in case its process died. All earlier ones are carried out: no decision is made
 * while another one is open.
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
