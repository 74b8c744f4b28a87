import { type EventStore, foldStream, type Position, type StoredEvent } from '@energy/event-store';
import type { ProjectedRow } from '@energy/read-models';
import { type Entry, entryOf } from './entry.ts';
import { type Subject, subjectOf } from './subject.ts';

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

/** Follows the history of one subject after an entry, until the signal aborts. */
export async function* newsOf(
  store: EventStore,
  subject: Subject,
  last: Entry,
  signal: AbortSignal,
): AsyncIterable<Entry> {
  const { stream, position: after } = last.event;
  let { state } = last;
  for await (const { events } of store.subscribe({ after, prefixes: [stream], signal })) {
    for (const event of events) {
      if (event.stream !== stream) continue;
      const before = state;
      state = subject.evolve(before, event);
      yield entryOf(event, before, state);
    }
  }
}

/** A user's id, or the platform itself. */
export type ActorId = string | 'system';

/** Reads everything that an actor did up to a position, in order. */
export async function* deedsOf(
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
export async function* newDeedsOf(
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
