import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { type Decider, UPCASTERS, type Upcasters } from '@energy/domain';
import { backoff } from '@energy/engines';
import { derivedId } from './derived-id.ts';
import type {
  Actor,
  DomainEvent,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
} from './event-store.ts';
import { RevisionConflict } from './event-store.ts';
import { foldStream, type Snapshot } from './fold-stream.ts';
import { schemaVersionOf } from './upcasting.ts';

/** Each conflict is another command's success: so many at once on one stream all succeed. */
const MAX_ATTEMPTS = 32;
const MAX_RETRY_DELAY_MS = 40;

export interface CommandContext {
  readonly actor: Actor;
  /** Ties together everything that one request led to; a new one where it is absent. */
  readonly correlationId?: string;
  /** The event that led to the command; the request itself where it is absent. */
  readonly causationId?: string;
  /**
   * Makes the command idempotent: the same id again, with the same causation, is the same command. It
   * changes nothing more, and returns the result of the first time.
   */
  readonly commandId?: string;
  /**
   * The only revision that the command applies to, or `no-stream` for a stream that must not exist yet.
   */
  readonly expectedRevision?: number | 'no-stream' | undefined;
}

/**
 * A cache of folded streams, for those that may be long. Newer events are still read before each decision.
 * Repeated command ids are not recognised with it: the decider must be idempotent itself.
 */
export interface SnapshotCache<State> {
  find(stream: string): Snapshot<State> | undefined;
  set(stream: string, snapshot: Snapshot<State>): void;
}

/** The events of a command, and its stream right after them. */
export interface Handled<Event, State> {
  /** None where the command changed nothing. */
  readonly events: readonly Event[];
  readonly state: State;
  /** The stream's last revision; `undefined` where there is no stream. */
  readonly revision: number | undefined;
  /** The position of the last event; `undefined` where there are none. */
  readonly position: Position | undefined;
}

/** The id of an earlier command was used for a different one. */
export class CommandIdReused extends Error {
  override readonly name = 'CommandIdReused';
}

export interface CommandTarget<Event extends DomainEvent, State> {
  readonly eventStore: EventStore;
  readonly decider: Pick<Decider<never, Event, State>, 'initialState' | 'evolve'>;
  readonly stream: string;
  readonly context: CommandContext;
  readonly snapshots?: SnapshotCache<State>;
  readonly upcasters?: Upcasters;
}

export interface HandleCommandOptions<Command, Event extends DomainEvent, State>
  extends CommandTarget<Event, State> {
  readonly decider: Decider<Command, Event, State>;
  readonly command: Command;
}

export interface DecideAndAppendOptions<Event extends DomainEvent, State>
  extends CommandTarget<Event, State> {
  readonly decide: (state: State) => readonly Event[] | Promise<readonly Event[]>;
}

/**
 * Folds a stream, decides, and appends the events at the revision that was read. After a conflict it
 * decides again, unless the context expects a revision.
 *
 * @throws RuleViolation from the decider
 * @throws RevisionConflict where the stream is not at the expected revision, or after many conflicts in
 *   a row
 * @throws CommandIdReused
 */
export async function handleCommand<Command, Event extends DomainEvent, State>({
  command,
  ...target
}: HandleCommandOptions<Command, Event, State>): Promise<Handled<Event, State>> {
  const decide = (state: State) => target.decider.decide(command, state);
  return decideAndAppend({ ...target, decide });
}

/** {@link handleCommand} for a decision that takes several commands, or more than one stream. */
export async function decideAndAppend<Event extends DomainEvent, State>({
  decide,
  ...target
}: DecideAndAppendOptions<Event, State>): Promise<Handled<Event, State>> {
  const { eventStore, decider, stream, context, snapshots } = target;
  for (let attempt = 1; ; attempt++) {
    const { state, revision, repeated } = await loadTarget(target);
    snapshots?.set(stream, { state, revision });
    if (repeated) return repeated;
    expectRevision(stream, revision, context);
    const events = await decide(state);
    const newEvents = newEventsOf(events, target);
    if (!isNotEmpty(newEvents)) return { events, state, revision, position: undefined };
    try {
      const expected: ExpectedRevision = revision ?? 'no-stream';
      const appended = await eventStore.append(stream, expected, newEvents);
      const after = { state: events.reduce(decider.evolve, state), ...appended };
      snapshots?.set(stream, after);
      return { events, ...after };
    } catch (error) {
      const isFinal = context.expectedRevision !== undefined || attempt === MAX_ATTEMPTS;
      if (!(error instanceof RevisionConflict) || isFinal) throw error;
      await backoff(attempt, MAX_RETRY_DELAY_MS);
    }
  }
}

export interface LoadedTarget<Event, State> extends Snapshot<State> {
  /** The result of the context's command, where it was done before. */
  readonly repeated: Handled<Event, State> | undefined;
}

function loadTarget<Event extends DomainEvent, State>(
  target: CommandTarget<Event, State>,
): Promise<LoadedTarget<Event, State>> | LoadedTarget<Event, State> {
  const { decider, context, snapshots, stream } = target;
  const { expectedRevision, commandId } = context;
  if (expectedRevision === 'no-stream' && commandId === undefined) {
    // The append itself finds out that there is no stream: nothing to read.
    return { state: decider.initialState, revision: undefined, repeated: undefined };
  }
  if (!snapshots) return loadForCommand(target);
  const { actor } = context;
  return loadForCommand({ ...target, context: { actor }, snapshot: snapshots.find(stream) });
}

/**
 * Folds a stream for a command, and recognises whether the command was done before.
 *
 * @throws CommandIdReused
 */
export async function loadForCommand<Event extends DomainEvent, State>({
  eventStore,
  decider,
  stream,
  context,
  snapshot,
}: Omit<CommandTarget<Event, State>, 'snapshots'> & {
  readonly snapshot?: Snapshot<State> | undefined;
}): Promise<LoadedTarget<Event, State>> {
  const { commandId, correlationId, causationId = correlationId } = context;
  const done: Event[] = [];
  let repeated: Handled<Event, State> | undefined;
  let nextId = commandId && eventId(commandId, stream, 0);
  const folded = await foldStream<Event, State>(eventStore, stream, {
    initialState: decider.initialState,
    snapshot,
    evolve(before, event) {
      const state = decider.evolve(before, event);
      if (commandId && event.id === nextId) {
        if (event.metadata.causationId !== causationId) throw new CommandIdReused();
        done.push(event);
        const { revision, position } = event;
        repeated = { events: done, state, revision, position };
        nextId = eventId(commandId, stream, done.length);
      }
      return state;
    },
  });
  return { ...folded, repeated };
}

/** Events ready to be appended to a stream, with ids derived from the command's. */
export function newEventsOf<Event extends DomainEvent>(
  events: readonly Event[],
  {
    stream,
    context,
    upcasters = UPCASTERS,
  }: Pick<CommandTarget<Event, unknown>, 'stream' | 'context' | 'upcasters'>,
): readonly NewEvent<Event>[] {
  const { actor, commandId, correlationId = randomUUID() } = context;
  const { causationId = correlationId } = context;
  return events.map((event, index) => ({
    ...event,
    id: commandId === undefined ? randomUUIDv7() : eventId(commandId, stream, index),
    metadata: {
      actor,
      correlationId,
      causationId,
      schemaVersion: schemaVersionOf(event.type, upcasters),
    },
  }));
}

function eventId(commandId: string, stream: string, index: number): string {
  return derivedId(commandId, stream, String(index));
}

function expectRevision(
  stream: string,
  revision: number | undefined,
  { expectedRevision }: CommandContext,
): void {
  if (expectedRevision === undefined || expectedRevision === (revision ?? 'no-stream')) return;
  throw new RevisionConflict(stream, expectedRevision, revision);
}

function isNotEmpty<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}
