import { PermanentError } from '@energy/engines';

/**
 * A position in the whole store: opaque, ordered by comparing strings, valid for as long as the store. Every
 * append returns one, and every event has one.
 */
export type Position = string;

/** The cause of an event: a user, or the platform itself and its operators. */
export type Actor = 'system' | { readonly userId: string; readonly role: string };

export interface EventMetadata {
  readonly actor: Actor;
  /** The id of the request that led to it, directly or not; logs have it as well. */
  readonly correlationId: string;
  /** The id of the request or event that led to it directly. */
  readonly causationId: string;
  /** The version of the data's shape, from 1: see `UPCASTERS`. */
  readonly schemaVersion: number;
  /** The span that appended it (W3C Trace Context), where one was recorded: its processing joins that trace. */
  readonly traceparent?: string;
}

/** A domain event: a type in the past tense, and data that JSON can hold. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** An event to append. `id` is a UUID: the same id again is the same event. */
export type NewEvent<Event extends DomainEvent = DomainEvent> = Event & {
  readonly id: string;
  readonly metadata: EventMetadata;
};

export type StoredEvent<Event extends DomainEvent = DomainEvent> = NewEvent<Event> & {
  readonly stream: string;
  /** Index in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  /** The time of the append: ISO 8601, UTC. */
  readonly recordedAt: string;
};

/** The expected state of the stream: none, its last revision, or any. */
export type ExpectedRevision = 'no-stream' | 'any' | number;

export interface Appended {
  /** The revision of the last event appended. */
  readonly revision: number;
  /** The position of the last event appended. */
  readonly position: Position;
}

/** One delivery of a subscription. */
export interface EventBatch {
  /** In order; empty where the store grew by events that were not selected. */
  readonly events: readonly StoredEvent[];
  /** Everything up to here has been delivered or left out: subscribe after it the next time. */
  readonly position: Position;
}

export interface Selection {
  /** Events after this position; from the beginning where it is absent. */
  readonly after?: Position | undefined;
  /** Streams whose name starts with one of these; all where it is absent. */
  readonly prefixes?: readonly string[];
  /** Events of these types; of any type where it is absent. */
  readonly types?: readonly string[];
}

/** The record of every decision. All methods throw EngineUnavailable while the store is unavailable. */
export interface EventStore {
  /**
   * Appends events to one stream, atomically; durable when the promise resolves.
   *
   * Idempotent: where the stream already has exactly these ids at this revision (with 'any', at any
   * revision), nothing is appended, and the call returns their revision and position.
   *
   * @throws RevisionConflict when the stream is not at the expected revision; RangeError for a stream
   *   or an event type without a name
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
  ): Promise<Appended>;

  /** Reads a stream forwards, from a revision (0 by default). A stream that does not exist is empty. */
  readStream(stream: string, fromRevision?: number): AsyncIterable<StoredEvent>;

  /**
   * Reads the events that are stored at the time of the call, in the order of positions.
   *
   * @throws PositionNotFound
   */
  readAll(selection?: Selection): AsyncIterable<StoredEvent>;

  /**
   * Subscribes: first catches up with the stored events, then delivers new ones (of any process) within
   * 50 ms, in order, each once. Ends without an error when `signal` aborts. Continues after outages of the
   * store.
   *
   * @throws PositionNotFound at once, or later where the store loses its end during the subscription
   */
  subscribe(selection: Selection & { readonly signal: AbortSignal }): AsyncIterable<EventBatch>;

  /** The position of the last event; `undefined` while the store is empty. */
  head(): Promise<Position | undefined>;

  /** True where reading and subscribing can continue after `position`. A single lookup. */
  hasPosition(position: Position): Promise<boolean>;

  /** The approximate share of the store up to a position, from 0 to 1. An empty store is read to its end. */
  shareUpTo(position: Position | undefined): Promise<number>;

  close(): Promise<void>;
}

/** The stream is not at the expected revision: another process appended. Nothing was stored. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** The stream's last revision; `undefined` where there is no stream. */
  readonly actual: number | undefined;

  constructor(stream: string, expected: ExpectedRevision, actual: number | undefined) {
    super(`stream ${stream} is at revision ${actual ?? 'none'}, not at ${expected}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/**
 * The store does not have the position to continue after: it is beyond the end, inside a record, or of another
 * store. The store lost its end (an older backup, a damaged file), or the caller's data was built from another
 * store. A retry does not help.
 */
export class PositionNotFound extends PermanentError {
  override readonly name = 'PositionNotFound';
  readonly position: Position;
  /** The position of the store's last event; `undefined` where it is empty. */
  readonly end: Position | undefined;

  constructor(position: Position, end: Position | undefined) {
    const ending = end === undefined ? 'is empty' : `ends at ${end}`;
    super(
      `the event store has no position ${position}: it ${ending}. Restore the event store that the ` +
        'position is from, or rebuild what was built from that one',
    );
    this.position = position;
    this.end = end;
  }
}

/** @throws RangeError for a stream or an event type without a name */
export function expectAppendable(stream: string, events: readonly NewEvent[]): void {
  if (stream === '') throw new RangeError('a stream must have a name to append to it');
  for (const { id, type } of events) {
    if (type === '') throw new RangeError(`the event ${id} must have a type to be appended`);
  }
}

/** Wraps a store: calls go to `overrides` where they define the method, otherwise to `store`. */
export function overrideEventStore(store: EventStore, overrides: Partial<EventStore>): EventStore {
  return {
    append: (...args) => store.append(...args),
    readStream: (...args) => store.readStream(...args),
    readAll: (...args) => store.readAll(...args),
    subscribe: (...args) => store.subscribe(...args),
    head: () => store.head(),
    hasPosition: (position) => store.hasPosition(position),
    shareUpTo: (position) => store.shareUpTo(position),
    close: () => store.close(),
    ...overrides,
  };
}
