import { PermanentError } from '@energy/engines';

/**
 * A place in the whole store: opaque, but comparing two as strings orders them. It is known after an
 * append and with every event read, and stays valid for as long as the store.
 */
export type Position = string;

/** Who caused an event: a user, or the platform itself and its operators. */
export type Actor = 'system' | { readonly userId: string; readonly role: string };

export interface EventMetadata {
  readonly actor: Actor;
  /** Ties together everything that one request led to: the request's id, which logs carry as well. */
  readonly correlationId: string;
  /** The request or event that directly led to this event. */
  readonly causationId: string;
  /** The version of the shape of the event's data, from 1. */
  readonly schemaVersion: number;
  /** The span that stored it (W3C Trace Context), where one was recorded: who works on it is part of its trace. */
  readonly traceparent?: string;
}

/** A domain event: what happened, in the past tense, and its plain data (what JSON can hold). */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** An event to append. `id` is a UUID that its maker chose: the same id again is the same event. */
export type NewEvent<Event extends DomainEvent = DomainEvent> = Event & {
  readonly id: string;
  readonly metadata: EventMetadata;
};

export type StoredEvent<Event extends DomainEvent = DomainEvent> = NewEvent<Event> & {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  /** When the store took it: ISO 8601, UTC. */
  readonly recordedAt: string;
};

/** What the appender knows of the stream: that there is none, its last revision, or nothing. */
export type ExpectedRevision = 'no-stream' | 'any' | number;

export interface Appended {
  /** The revision of the last event appended. */
  readonly revision: number;
  /** The position of the last event appended. */
  readonly position: Position;
}

/** What a subscription has come past. */
export interface EventBatch {
  /** In order; none where the store grew by events that match no prefix. */
  readonly events: readonly StoredEvent[];
  /** Everything up to here has been considered: the place to subscribe from next time. */
  readonly position: Position;
}

export interface Selection {
  /** Only what comes after this position; from the beginning where it is not given. */
  readonly after?: Position | undefined;
  /** Only streams whose name starts with one of these; all of them where it is not given. */
  readonly prefixes?: readonly string[];
  /** Only events of these types; of any type where it is not given. */
  readonly types?: readonly string[];
}

/** The record of every decision. All methods throw EngineUnavailable while the store is away. */
export interface EventStore {
  /**
   * Appends events to one stream: all of them or none, on the disk when the promise resolves.
   *
   * Where just these ids already stand in the stream at just this place, nothing is appended and the
   * call succeeds with their place: an append may be repeated. With 'any' that place is wherever they
   * stand.
   *
   * @throws RevisionConflict when the stream is not at the expected revision; RangeError for a stream
   *   or an event type without a name
   */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
  ): Promise<Appended>;

  /** Reads a stream forwards, from a revision (0 by default). A stream that is not there is empty. */
  readStream(stream: string, fromRevision?: number): AsyncIterable<StoredEvent>;

  /**
   * Reads what the store holds at the time of the call, in the order of positions.
   *
   * @throws PositionNotFound
   */
  readAll(selection?: Selection): AsyncIterable<StoredEvent>;

  /**
   * Follows the store: first everything that is there, then what is appended (by any process) within
   * 50 ms, in order, each event once. Ends, without an error, when `signal` aborts. Outlives the
   * store's absences.
   *
   * @throws PositionNotFound at once, or later where the store loses its end while it is followed
   */
  subscribe(selection: Selection & { readonly signal: AbortSignal }): AsyncIterable<EventBatch>;

  /** The position of the last event of the store; `undefined` while it is empty. */
  head(): Promise<Position | undefined>;

  /** Whether reading and subscribing can continue after `position`, in a single lookup. */
  hasPosition(position: Position): Promise<boolean>;

  close(): Promise<void>;
}

/** The stream is not where the appender thought: somebody else appended. Nothing was stored. */
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
 * The store does not have the position to continue from: it is beyond the store's end, amid a record, or
 * of another store. The store lost its end (an older backup, a damaged file), or what was built from
 * another one is used with it. Repeating the call does not help.
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
    close: () => store.close(),
    ...overrides,
  };
}
