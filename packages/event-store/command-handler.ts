import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Decider } from '@energy/domain';
import { derivedId } from './derived-id.ts';
import type {
  Actor,
  Appended,
  DomainEvent,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  StoredEvent,
} from './event-store.ts';
import { RevisionConflict } from './event-store.ts';

const TRIES = 12;
const LONGEST_DELAY_MS = 40;

export interface CommandContext {
  readonly actor: Actor;
  /** Ties together what one request led to; made up where the caller has none. */
  readonly correlationId?: string;
  /** The event that the command answers to; the request itself where it answers to none. */
  readonly causationId?: string;
  /**
   * Names the command: given again, with the same causation, it is the same command. What it did
   * is not done twice, and is told again as it was told the first time.
   */
  readonly commandId?: string;
  /**
   * The revision that whoever commands has seen, or that there is no stream yet. The stream at another
   * one ends the command.
   */
  readonly expectedRevision?: number | 'no-stream' | undefined;
}

/**
 * What streams add up to, kept from one command to the next where they may be long. A command is decided
 * on what is stored all the same: what came since is read. Whether it was done before is for its decider
 * to know.
 */
export interface Snapshots<State> {
  find(stream: string): Snapshot<State> | undefined;
  keep(stream: string, snapshot: Snapshot<State>): void;
}

export interface Snapshot<State> {
  readonly state: State;
  /** The revision of the last event in it; `undefined` where there is no stream. */
  readonly revision: number | undefined;
}

export interface Handled<Event, State> {
  /** None where the command changed nothing. */
  readonly events: readonly Event[];
  /** As it was right after the command. */
  readonly state: State;
  /** Where the stream stood right after the command; `undefined` where there is none. */
  readonly revision: number | undefined;
  /** Where the new events stand in the store; `undefined` where there are none. */
  readonly position: Position | undefined;
}

/** A command’s id was given again, for another command. */
export class CommandIdReused extends Error {
  override readonly name = 'CommandIdReused';
}

/**
 * Folds a stream, lets the decider decide, and appends what it decided expecting the revision that
 * was read. Somebody else's append in between makes it decide again, unless a revision is expected.
 *
 * @throws RuleViolation from the decider
 * @throws RevisionConflict when the stream is not at the expected revision, or others were faster
 *   many times in a row
 * @throws CommandIdReused
 */
export async function handleCommand<Command, Event extends DomainEvent, State>(
  store: EventStore,
  decider: Decider<Command, Event, State>,
  stream: string,
  command: Command,
  context: CommandContext,
  snapshots?: Snapshots<State>,
): Promise<Handled<Event, State>> {
  return decideAndAppend(
    store,
    decider,
    stream,
    (state) => decider.decide(command, state),
    context,
    snapshots,
  );
}

/** {@link handleCommand} for what takes several decisions, or more than the stream to decide. */
export async function decideAndAppend<Event extends DomainEvent, State>(
  store: EventStore,
  aggregate: Aggregate<Event, State>,
  stream: string,
  decide: (state: State) => readonly Event[] | Promise<readonly Event[]>,
  context: CommandContext,
  snapshots?: Snapshots<State>,
): Promise<Handled<Event, State>> {
  for (let attempt = 1; ; attempt++) {
    const { state, revision, repeated } = isNew(context)
      ? { state: aggregate.initialState, revision: undefined, repeated: undefined }
      : await fold(store, aggregate, stream, snapshots ? {} : context, snapshots?.find(stream));
    snapshots?.keep(stream, { state, revision });
    if (repeated) return repeated;
    refuseUnexpected(stream, revision, context);
    const events = await decide(state);
    const newEvents = newEventsOf(events, stream, context);
    if (!isSome(newEvents)) return { events, state, revision, position: undefined };
    try {
      const expected: ExpectedRevision = revision ?? 'no-stream';
      const appended: Appended = await store.append(stream, expected, newEvents);
      const after = { state: events.reduce(aggregate.evolve, state), ...appended };
      snapshots?.keep(stream, after);
      return { events, ...after };
    } catch (error) {
      const isFinal = context.expectedRevision !== undefined || attempt === TRIES;
      if (!(error instanceof RevisionConflict) || isFinal) throw error;
      await sleep(Math.random() * Math.min(LONGEST_DELAY_MS, 2 ** attempt));
    }
  }
}

/** What folding a stream takes. */
export type Aggregate<Event, State> = Pick<Decider<never, Event, State>, 'initialState' | 'evolve'>;

export interface Folded<Event, State> extends Snapshot<State> {
  /** What the command of the given id did, where it was done before. */
  readonly repeated: Handled<Event, State> | undefined;
}

/**
 * Folds a stream into its state.
 *
 * @param command finds out whether this command was done before, by what is read
 * @param snapshot what it adds up to so far: only what came since is read
 * @throws CommandIdReused
 */
export async function fold<Event extends DomainEvent, State>(
  store: EventStore,
  aggregate: Aggregate<Event, State>,
  stream: string,
  command: Pick<CommandContext, 'commandId' | 'correlationId' | 'causationId'> = {},
  snapshot: Snapshot<State> = { state: aggregate.initialState, revision: undefined },
): Promise<Folded<Event, State>> {
  const { commandId, correlationId, causationId = correlationId } = command;
  const done: Event[] = [];
  let repeated: Handled<Event, State> | undefined;
  let nextId = commandId && eventId(commandId, stream, 0);
  let { state, revision } = snapshot;
  for await (const stored of store.readStream(stream, (revision ?? -1) + 1)) {
    const event = stored as unknown as StoredEvent<Event>;
    state = aggregate.evolve(state, event);
    revision = stored.revision;
    if (commandId && stored.id === nextId) {
      if (stored.metadata.causationId !== causationId) throw new CommandIdReused();
      done.push(event);
      repeated = { events: done, state, revision, position: stored.position };
      nextId = eventId(commandId, stream, done.length);
    }
  }
  return { state, revision, repeated };
}

/** Events ready to be appended to a stream, with the ids that follow from the command's. */
export function newEventsOf<Event extends DomainEvent>(
  events: readonly Event[],
  stream: string,
  { actor, commandId, correlationId = randomUUID(), causationId = correlationId }: CommandContext,
): readonly NewEvent<Event>[] {
  const metadata = { actor, correlationId, causationId, schemaVersion: 1 };
  return events.map((event, index) => ({
    ...event,
    id: commandId === undefined ? randomUUIDv7() : eventId(commandId, stream, index),
    metadata,
  }));
}

function eventId(commandId: string, stream: string, index: number): string {
  return derivedId(commandId, stream, String(index));
}

/** A stream that can't be there, and a command that can't have been given before: nothing to read. */
function isNew({ expectedRevision, commandId }: CommandContext): boolean {
  return expectedRevision === 'no-stream' && commandId === undefined;
}

function refuseUnexpected(
  stream: string,
  revision: number | undefined,
  { expectedRevision }: CommandContext,
): void {
  if (expectedRevision === undefined || expectedRevision === (revision ?? 'no-stream')) return;
  throw new RevisionConflict(stream, expectedRevision, revision);
}

function isSome<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}
