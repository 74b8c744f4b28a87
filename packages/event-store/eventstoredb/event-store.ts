import { type EngineLog, EngineUnavailable } from '@energy/engines';
import type {
  AppendResult,
  JSONEventData,
  JSONType,
  ReadPosition,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import {
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  PositionNotFound,
  RevisionConflict,
  type Selection,
  type StoredEvent,
} from '../event-store.ts';
import { StoreConnection } from './connection.ts';
import { deliveries } from './deliveries.ts';
import { isKnown, logPosition, positionOf } from './position.ts';
import { Reads } from './reads.ts';
import { isSystem, matches, type RecordedEvent, storedEvent } from './recorded-event.ts';
import { Turns } from './turns.ts';

/** Fewer than the calls that a server takes on one connection (100), so that reads find room too. */
const APPENDS_AT_ONCE = 64;

/** How far back in its stream an event is looked for that is appended without an expectation. */
const LOOKED_BACK = 200;

/** The server writes events of its own between ours: mostly few, so that the first page will do. */
const FIRST_HEAD_PAGE = 8;
const FURTHER_HEAD_PAGE = 512;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The event store on an EventStoreDB (or KurrentDB), version 22.6 or later, for the processes of
 * many machines. It is connected to when it is first needed; one that is away is no error until then.
 *
 * Every call goes to the cluster's leader, so that what was acknowledged is there for the next call.
 * A stream that was deleted on the server reads as one that is not there; one that was deleted for
 * good (tombstoned) takes no events ever again, which is a RangeError.
 */
export class EventStoreDbEventStore implements EventStore {
  readonly #connection: StoreConnection;
  readonly #reads: Reads;
  readonly #log: EngineLog;
  readonly #turns = new Turns(APPENDS_AT_ONCE);
  readonly #appends = new Set<Promise<Appended>>();

  /** @throws TypeError where the URL is no EventStoreDB connection string */
  constructor(url: string, log: EngineLog) {
    this.#connection = new StoreConnection(url);
    this.#reads = new Reads(this.#connection);
    this.#log = log;
  }

  /**
   * The server itself knows a repetition that expects a revision, or no stream. Without an
   * expectation it only remembers the ids of late, and not over a restart: so these are looked for
   * among the stream's newest 200 events first.
   *
   * @throws RevisionConflict; EngineUnavailable, when it is not known whether the events were stored
   *   either: repeat the call; RangeError where the server never will take them: they are too large,
   *   or the stream was deleted for good
   */
  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
  ): Promise<Appended> {
    const data = events.map(eventData);
    const append = this.#turns.run(async () => {
      const standing = expected === 'any' && (await this.#lookBack(stream, events));
      return standing || (await this.#append(stream, expected, data));
    });
    this.#appends.add(append);
    try {
      return await append;
    } finally {
      this.#appends.delete(append);
    }
  }

  async *readStream(stream: string, fromRevision = 0): AsyncIterable<StoredEvent> {
    for await (const event of this.#reads.streamForwards(stream, fromRevision)) {
      yield storedEvent(event);
    }
  }

  /** Everything crosses the wire: the client can't have a read of the whole store filtered. */
  async *readAll(selection: Selection = {}): AsyncIterable<StoredEvent> {
    const { after } = selection;
    const end = await this.head();
    if (after !== undefined && after !== end) await this.#expectPosition(after);
    if (end === undefined || (after !== undefined && after >= end)) return;
    const start = after === undefined ? 'start' : logPosition(after)!;
    for await (const event of this.#reads.everythingForwards(start)) {
      const position = positionOf(event.position!);
      if (position > end) return;
      const isAfter = after === undefined || position > after;
      if (isAfter && !isSystem(event) && matches(event, selection)) yield storedEvent(event);
      if (position === end) return;
    }
  }

  /** A batch holds what had arrived when the one before was done with. */
  async *subscribe({
    signal,
    ...selection
  }: Selection & { readonly signal: AbortSignal }): AsyncIterable<EventBatch> {
    const { after, prefixes } = selection;
    const end = AbortSignal.any([signal, this.#connection.closing]);
    const [connection, log] = [this.#connection, this.#log];
    const verify = (position: Position) => this.#expectPosition(position);
    const following = deliveries({ connection, log, after, prefixes, verify, signal: end });
    for await (const { events, position } of following) {
      const matching = events.filter((event) => !isSystem(event) && matches(event, selection));
      yield { events: matching.map(storedEvent), position };
      if (end.aborted) return;
    }
  }

  /**
   * The position of the last event that is not the server's own. Every subscription comes to it, if
   * not by the event itself then past it, whatever it is filtered by.
   */
  async head(): Promise<Position | undefined> {
    let from: ReadPosition = 'end';
    for (let count = FIRST_HEAD_PAGE; ; count = FURTHER_HEAD_PAGE) {
      let seen = 0;
      for await (const event of this.#reads.everythingBackwards(from, count)) {
        if (!isSystem(event)) return positionOf(event.position!);
        from = event.position!;
        seen++;
      }
      if (seen < count) return undefined;
    }
  }

  async hasPosition(position: Position): Promise<boolean> {
    const place = logPosition(position);
    return place !== undefined && this.#reads.isReadableFrom(place);
  }

  /** Waits for the appends under way; ends the subscriptions. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#appends);
    await this.#connection.close();
  }

  async #expectPosition(position: Position): Promise<void> {
    if (await this.hasPosition(position)) return;
    throw new PositionNotFound(position, await this.head());
  }

  async #append(
    stream: string,
    expected: ExpectedRevision,
    data: JSONEventData[],
  ): Promise<Appended> {
    const client = await this.#connection.client();
    let result: AppendResult;
    try {
      result = await client.appendToStream(stream, data, {
        expectedRevision: expectedRevision(expected),
        requiresLeader: true,
      });
    } catch (error) {
      if (!isWrongExpectedVersion(error)) throw this.#connection.failure(error);
      const { actualVersion } = error;
      const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : undefined;
      throw new RevisionConflict(stream, expected, actual);
    }
    const revision = Number(result.nextExpectedRevision);
    if (isKnown(result.position)) return { revision, position: positionOf(result.position) };
    return this.#placeOf(stream, revision);
  }

  /** Where the server did not say it, as it may of a repetition. */
  async #placeOf(stream: string, revision: number): Promise<Appended> {
    for await (const { position } of this.readStream(stream, revision)) {
      return { revision, position };
    }
    throw new EngineUnavailable(
      `${this.#connection.store} does not say where event ${revision} of ${stream} stands`,
    );
  }

  /** The place of these very events near the end of their stream; `undefined` where they aren't. */
  async #lookBack(stream: string, events: readonly NewEvent[]): Promise<Appended | undefined> {
    const ids = events.map(({ id }) => id.toLowerCase());
    const newestFirst: RecordedEvent[] = [];
    for await (const event of this.#reads.streamBackwards(stream, LOOKED_BACK)) {
      newestFirst.push(event);
      if (event.id !== ids[0]) continue;
      const there = newestFirst.slice(-ids.length).reverse();
      if (ids.every((id, index) => there[index]?.id === id)) {
        const { revision, position } = storedEvent(there.at(-1)!);
        return { revision, position };
      }
      throw new RevisionConflict(stream, 'any', Number(newestFirst[0]!.revision));
    }
    return undefined;
  }
}

function eventData({ id, type, data, metadata }: NewEvent): JSONEventData {
  if (!UUID.test(id)) throw new TypeError(`an event's id must be a UUID, but is "${id}"`);
  return {
    id,
    type,
    contentType: 'application/json',
    data: data as JSONType,
    metadata: metadata as unknown as Record<string, unknown>,
  };
}

function expectedRevision(expected: ExpectedRevision): 'no_stream' | 'any' | bigint {
  if (expected === 'any') return 'any';
  return expected === 'no-stream' ? 'no_stream' : BigInt(expected);
}

function isWrongExpectedVersion(error: unknown): error is WrongExpectedVersionError {
  return (error as { type?: string }).type === 'wrong-expected-version';
}
