import { type EngineLog, EngineUnavailable } from '@energy/engines';
import pLimit from 'p-limit';
import {
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  expectAppendable,
  type NewEvent,
  type Position,
  RevisionConflict,
  type Selection,
  type StoredEvent,
} from '../event-store.ts';
import { StoreConnection } from './connection.ts';
import { isKnown, logPosition, positionOf } from './position.ts';
import { Reads } from './reads.ts';
import { isSystem, matches, storedEvent } from './recorded-event.ts';
import { hasPosition, subscribe } from './subscribe.ts';

/** Fewer than the calls that a server takes on one connection (100), so that reads find room too. */
const APPEND_CONCURRENCY = 64;

/** The number of newest events among which an append without an expectation looks for its ids. */
const LOOK_BACK_EVENTS = 200;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The event store on EventStoreDB (or KurrentDB), for processes on many machines. The first call connects.
 *
 * Every call goes to the cluster's leader, so that each call sees what was acknowledged before. A stream that was
 * deleted on the server is empty; one that was tombstoned takes no more events, which is a RangeError.
 */
export class EventStoreDbEventStore implements EventStore {
  readonly #connection: StoreConnection;
  readonly #reads: Reads;
  readonly #log: EngineLog;
  readonly #limitAppends = pLimit(APPEND_CONCURRENCY);
  readonly #appends = new Set<Promise<Appended>>();

  /** @throws TypeError where the URL is no EventStoreDB connection string */
  constructor(url: string, log: EngineLog) {
    this.#connection = new StoreConnection(url);
    this.#reads = new Reads(this.#connection);
    this.#log = log;
  }

  /**
   * The server recognises a repetition that expects a revision, or no stream. Without an expectation it only
   * remembers recent ids, until it restarts: so the ids are looked for among the stream's newest 200 events
   * first.
   *
   * @throws RevisionConflict; EngineUnavailable, after which the events may be stored or not: repeat the call;
   *   RangeError where the server will never accept them: they are too large, or the stream is tombstoned
   */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
  ): Promise<Appended> {
    expectAppendable(stream, events);
    expectUuids(events);
    const append = this.#limitAppends(async () => {
      const repeated = expected === 'any' && (await this.#lookBack(stream, events));
      return repeated || (await this.#append(stream, expected, events));
    });
    this.#appends.add(append);
    try {
      return await append;
    } finally {
      this.#appends.delete(append);
    }
  }

  async *readStream(stream: string, fromRevision = 0): AsyncIterable<StoredEvent> {
    for await (const event of this.#reads.stream(stream, fromRevision)) yield storedEvent(event);
  }

  /** Reads everything and filters here: older servers have no filtered reads of the whole store. */
  async *readAll(selection: Selection = {}): AsyncIterable<StoredEvent> {
    const { after } = selection;
    const end = await this.head();
    if (end !== undefined && after === end) return;
    for await (const event of this.#reads.everythingAfter(after)) {
      const position = positionOf(event.position);
      if (end === undefined || position > end) return;
      if (!isSystem(event) && matches(event, selection)) yield storedEvent(event);
    }
  }

  /** A batch has the events that arrived while the previous one was processed. */
  async *subscribe({
    signal,
    ...selection
  }: Selection & { readonly signal: AbortSignal }): AsyncIterable<EventBatch> {
    const end = AbortSignal.any([signal, this.#connection.closing]);
    const batches = subscribe({
      connection: this.#connection,
      reads: this.#reads,
      log: this.#log,
      after: selection.after,
      prefixes: selection.prefixes,
      signal: end,
    });
    for await (const { events, position } of batches) {
      const matching = events.filter((event) => !isSystem(event) && matches(event, selection));
      yield { events: matching.map(storedEvent), position };
      if (end.aborted) return;
    }
  }

  /**
   * The position of the last event that is not the server's own. Every subscription reaches or passes it,
   * whatever its filter.
   */
  head(): Promise<Position | undefined> {
    return this.#reads.head();
  }

  hasPosition(position: Position): Promise<boolean> {
    return hasPosition(this.#reads, position);
  }

  /** By the places in the server's log, which also holds other records. */
  async shareUpTo(position: Position | undefined): Promise<number> {
    const head = await this.head();
    if (head === undefined) return 1;
    const commit = (place: Position | undefined) => Number(logPosition(place ?? '')?.commit ?? 0n);
    return Math.min(1, commit(position) / Math.max(1, commit(head)));
  }

  /** Waits for pending appends; ends the subscriptions. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#appends);
    this.#connection.close();
  }

  async #append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const reply = await this.#connection.call(`append to the stream ${stream}`, (node) =>
      node.append(stream, expected, events),
    );
    if ('conflictsWith' in reply) {
      throw new RevisionConflict(stream, expected, reply.conflictsWith);
    }
    const { revision, position } = reply;
    if (isKnown(position)) return { revision, position: positionOf(position) };
    return this.#placeOf(stream, revision);
  }

  /** Looks up the position where the server did not say it, as after a repetition. */
  async #placeOf(stream: string, revision: number): Promise<Appended> {
    for await (const { position } of this.readStream(stream, revision)) {
      return { revision, position };
    }
    throw new EngineUnavailable(
      `${this.#connection.store} does not say the position of event ${revision} of ${stream}`,
    );
  }

  /** Finds these events near the end of their stream; `undefined` where they are not there. */
  async #lookBack(stream: string, events: readonly NewEvent[]): Promise<Appended | undefined> {
    const ids = events.map(({ id }) => id.toLowerCase());
    const newest = await this.#reads.newest(stream, LOOK_BACK_EVENTS);
    const index = newest.findIndex(({ id }) => id === ids[0]);
    if (index === -1) return undefined;
    const found = newest.slice(Math.max(0, index + 1 - ids.length), index + 1).reverse();
    if (ids.some((id, place) => found[place]?.id !== id)) {
      throw new RevisionConflict(stream, 'any', newest[0]!.revision);
    }
    const { revision, position } = storedEvent(found.at(-1)!);
    return { revision, position };
  }
}

function expectUuids(events: readonly NewEvent[]): void {
  for (const { id } of events) {
    if (!UUID.test(id)) throw new TypeError(`an event's id must be a UUID, but is "${id}"`);
  }
}
