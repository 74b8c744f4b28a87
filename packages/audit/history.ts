import { READING_STREAMS, readingStream } from '@energy/domain';
import { type EventStore, foldStream, type Position, type StoredEvent } from '@energy/event-store';
import type { ProjectedRow } from '@energy/read-models';
import { decisionEntry, type Entry, entryOf } from './entry.ts';
import { DEVICE, type Subject, subjectOf } from './subject.ts';

/** Reads the history of one subject, in order. */
export async function* historyOf(
  store: Pick<EventStore, 'readStream'>,
  subject: Subject,
  id: string,
): AsyncIterable<Entry> {
  let state: ProjectedRow | undefined;
  for await (const event of store.readStream(subject.streamOf(id))) {
    const before = state;
    state = subject.evolve(before, event);
    yield entryOf(event, before, state);
  }
}

/** Reads the history of a device and the decisions about its readings, in the order in which they were recorded. */
export async function* deviceHistoryOf(
  store: Pick<EventStore, 'readStream'>,
  deviceId: string,
): AsyncIterable<Entry> {
  const decisions = await Array.fromAsync(store.readStream(readingStream(deviceId)));
  let next = 0;
  for await (const entry of historyOf(store, DEVICE, deviceId)) {
    while (decisions[next] && decisions[next]!.position < entry.event.position) {
      yield decisionEntry(decisions[next++]!);
    }
    yield entry;
  }
  yield* decisions.slice(next).map(decisionEntry);
}

/** The end of a history that was read. */
export interface HistoryEnd {
  readonly position: Position;
  readonly state: ProjectedRow | undefined;
}

/** Follows the history of one subject, of a device with the decisions about its readings, until the signal aborts. */
export async function* newEntriesOf(
  store: EventStore,
  { subject, id }: { readonly subject: Subject; readonly id: string },
  end: HistoryEnd,
  signal: AbortSignal,
): AsyncIterable<Entry> {
  const own = subject.streamOf(id);
  const decisions = subject === DEVICE ? readingStream(id) : undefined;
  const prefixes = decisions === undefined ? [own] : [own, decisions];
  let { state } = end;
  for await (const { events } of store.subscribe({ after: end.position, prefixes, signal })) {
    for (const event of events) {
      if (event.stream === decisions) yield decisionEntry(event);
      if (event.stream !== own) continue;
      const before = state;
      state = subject.evolve(before, event);
      yield entryOf(event, before, state);
    }
  }
}

/** A user's id, or the platform itself. */
export type ActorId = string | 'system';

/** Reads everything that an actor did up to a position, in order. */
export async function* actionsOf(
  store: EventStore,
  actor: ActorId,
  last: Position = '',
): AsyncIterable<Entry> {
  for await (const event of store.readAll()) {
    if (event.position > last) return;
    if (isBy(event, actor)) yield await entryFrom(store, event);
  }
}

/** Follows what an actor does after a position, until the signal aborts. */
export async function* newActionsOf(
  store: EventStore,
  actor: ActorId,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncIterable<Entry> {
  for await (const { events } of store.subscribe({ after, signal })) {
    for (const event of events) {
      if (isBy(event, actor)) yield await entryFrom(store, event);
    }
  }
}

function isBy({ metadata }: StoredEvent, id: ActorId): boolean {
  const { actor } = metadata;
  return (actor === 'system' ? actor : actor.userId) === id;
}

/** An event with its changes, from the history of its stream. */
async function entryFrom(store: EventStore, event: StoredEvent): Promise<Entry> {
  if (event.stream.startsWith(READING_STREAMS)) return decisionEntry(event);
  const subject = subjectOf(event.stream);
  if (!subject) return entryOf(event, undefined, undefined);
  const before = await stateBefore(store, subject, event);
  return entryOf(event, before, subject.evolve(before, event));
}

async function stateBefore(
  store: EventStore,
  subject: Subject,
  { stream, revision }: StoredEvent,
): Promise<ProjectedRow | undefined> {
  const { state } = await foldStream(store, stream, {
    initialState: undefined as ProjectedRow | undefined,
    evolve: subject.evolve,
    lastRevision: revision - 1,
  });
  return state;
}
