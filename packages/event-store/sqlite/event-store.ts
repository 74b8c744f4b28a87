import type { StatementSync } from 'node:sqlite';
import {
  CommitWatch,
  type EmbeddedDatabase,
  type EngineLog,
  GroupCommit,
  openDatabase,
  retryForever,
  translateSqliteErrors,
} from '@energy/engines';
import {
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  expectAppendable,
  type NewEvent,
  type Position,
  PositionNotFound,
  RevisionConflict,
  type Selection,
  type StoredEvent,
} from '../event-store.ts';
import { LocalAppendBuffer } from './local-append-buffer.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS events_by_id ON events (id);
`;

const PAGE_SIZE = 1_000;
/** Most reads go through the file once, or to a short stream: the system's cache serves them. */
const CACHE_MEGABYTES = 8;
/** No stream is named so. */
const LAST_TEXT = '\u{10ffff}';
const POSITION_FORM = /^\d{16}$/;

interface Append {
  stream: string;
  expected: ExpectedRevision;
  events: readonly [NewEvent, ...NewEvent[]];
}

interface Row {
  position: number;
  stream: string;
  revision: number;
  id: string;
  type: string;
  data: string;
  metadata: string;
  recorded_at: number;
}

/** The event store in one SQLite file, for the processes of one machine. */
export class SqliteEventStore implements EventStore {
  readonly #db: EmbeddedDatabase;
  readonly #log: EngineLog;
  readonly #commits: GroupCommit<Append, Appended>;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #localAppends = new LocalAppendBuffer();
  /** Statements of selections, by their SQL; there are few. */
  readonly #selections = new Map<string, StatementSync>();

  constructor(url: string, log: EngineLog) {
    this.#db = openDatabase(url, {
      contents: 'events',
      schema: SCHEMA,
      cacheMegabytes: CACHE_MEGABYTES,
    });
    this.#log = log;
    this.#statements = prepare(this.#db);
    this.#commits = new GroupCommit(this.#db, (append) => this.#append(append));
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
  ): Promise<Appended> {
    expectAppendable(stream, events);
    const appended = this.#commits.submit({ stream, expected, events });
    appended.then(
      () => this.#localAppends.publish(stream, events),
      () => undefined,
    );
    return appended;
  }

  async *readStream(stream: string, fromRevision = 0): AsyncIterable<StoredEvent> {
    let next = fromRevision;
    for (;;) {
      const rows = this.#read(() => this.#statements.stream.all(stream, next, PAGE_SIZE));
      for (const row of rows) yield storedEvent(row);
      if (rows.length < PAGE_SIZE) return;
      next = rows.at(-1)!.revision + 1;
    }
  }

  async *readAll(selection: Selection = {}): AsyncIterable<StoredEvent> {
    const end = this.#head();
    this.#expectPosition(selection.after);
    let last = numberOf(selection.after);
    while (last < end) {
      const { rows, reached } = this.#page(last, end, selection);
      for (const row of rows) yield storedEvent(row);
      last = reached;
    }
  }

  async *subscribe({
    signal,
    ...selection
  }: Selection & { signal: AbortSignal }): AsyncIterable<EventBatch> {
    await this.#whenAvailable(() => this.#expectPosition(selection.after), signal);
    let last = numberOf(selection.after);
    const appends = this.#localAppends.subscribe(selection);
    const commits = new CommitWatch(this.#db, appends.wakeUp);
    try {
      while (!signal.aborted) {
        const page = await this.#whenAvailable(() => this.#nextPage(last, selection), signal);
        if (!page) return;
        if (page.reached === last) {
          await commits.next(signal);
          continue;
        }
        last = page.reached;
        yield { events: page.rows.map(storedEvent), position: positionOf(last) };
      }
    } finally {
      commits.close();
      appends.close();
    }
  }

  async head(): Promise<Position | undefined> {
    const head = this.#head();
    return head === 0 ? undefined : positionOf(head);
  }

  async hasPosition(position: Position): Promise<boolean> {
    return this.#has(position);
  }

  async shareUpTo(position: Position | undefined): Promise<number> {
    const head = this.#head();
    return head === 0 ? 1 : Math.min(1, numberOf(position) / head);
  }

  async close(): Promise<void> {
    await this.#commits.idle();
    this.#db.close();
  }

  #append({ stream, expected, events }: Append): Appended {
    const last = this.#statements.lastRevision.get(stream)?.revision as number | null;
    const repeated = this.#findAppended(stream, expected, events);
    if (repeated) return repeated;
    if (expected !== 'any' && expected !== (last ?? 'no-stream')) {
      throw new RevisionConflict(stream, expected, last ?? undefined);
    }
    const recordedAt = Date.now();
    let revision = last ?? -1;
    let position: number | bigint = 0;
    for (const { id, type, data, metadata } of events) {
      revision += 1;
      position = this.#statements.insert.run(
        stream,
        revision,
        id,
        type,
        JSON.stringify(data),
        JSON.stringify(metadata),
        recordedAt,
      ).lastInsertRowid;
    }
    return { revision, position: positionOf(Number(position)) };
  }

  /** Finds these events where an earlier append has put them at the same place as this one would. */
  #findAppended(
    stream: string,
    expected: ExpectedRevision,
    events: readonly [NewEvent, ...NewEvent[]],
  ): Appended | undefined {
    const first = this.#statements.byId.get(events[0].id, stream) as unknown as Row | undefined;
    if (!first) return undefined;
    if (expected === 'no-stream' && first.revision !== 0) return undefined;
    if (typeof expected === 'number' && first.revision !== expected + 1) return undefined;
    const there = this.#statements.stream.all(stream, first.revision, events.length);
    const last = there.at(-1) as unknown as Row;
    if (events.every(({ id }, index) => there[index]?.id === id)) {
      return { revision: last.revision, position: positionOf(last.position) };
    }
    if (expected === 'any') throw new RevisionConflict(stream, expected, last.revision);
    return undefined;
  }

  /** Retries while the database is unavailable; `undefined` once the signal aborts. */
  async #whenAvailable<T>(read: () => T, signal: AbortSignal): Promise<T | undefined> {
    const options = { signal, log: this.#log };
    try {
      return await retryForever('follow the event store', async () => read(), options);
    } catch (error) {
      if (error instanceof PositionNotFound) throw error;
      return undefined;
    }
  }

  #expectPosition(after: Position | undefined): void {
    if (after !== undefined && !this.#has(after)) throw this.#positionNotFound(after);
  }

  #has(position: Position): boolean {
    if (!POSITION_FORM.test(position)) return false;
    const { has } = this.#statements;
    return this.#read(() => has.all(numberOf(position))).length > 0;
  }

  #positionNotFound(position: Position): PositionNotFound {
    const head = this.#head();
    return new PositionNotFound(position, head === 0 ? undefined : positionOf(head));
  }

  /** @throws PositionNotFound where the store has lost its end since `after` was read */
  #nextPage(after: number, selection: Selection) {
    const head = this.#head();
    if (head < after) throw this.#positionNotFound(positionOf(after));
    return this.#page(after, head, selection);
  }

  /** The next events after one position and up to another, and how far that has come. */
  #page(after: number, end: number, selection: Selection) {
    const rows = this.#read(() => {
      if (end === after) return [];
      const { prefixes = [], types = [] } = selection;
      const ranges = prefixes.flatMap((prefix) => [prefix, endOfPrefix(prefix)]);
      return this.#selecting(selection).all(after, end, ...types, ...ranges);
    });
    return { rows, reached: rows.length < PAGE_SIZE ? end : rows.at(-1)!.position };
  }

  #selecting(selection: Selection): StatementSync {
    const sql = selectionSql(selection);
    const statement = this.#selections.get(sql) ?? this.#db.prepare(sql);
    this.#selections.set(sql, statement);
    return statement;
  }

  #head(): number {
    return translateSqliteErrors(this.#db, () => this.#statements.head.get()?.position as number);
  }

  #read(work: () => unknown[]): Row[] {
    return translateSqliteErrors(this.#db, () => work() as Row[]);
  }
}

function prepare(db: EmbeddedDatabase) {
  return {
    head: db.prepare('SELECT coalesce(max(position), 0) AS position FROM events'),
    has: db.prepare('SELECT 1 FROM events WHERE position = ?'),
    lastRevision: db.prepare('SELECT max(revision) AS revision FROM events WHERE stream = ?'),
    byId: db.prepare('SELECT revision FROM events WHERE id = ? AND stream = ?'),
    stream: db.prepare(
      'SELECT * FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
    ),
    insert: db.prepare(`
      INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)`),
  };
}

/**
 * A page of the events after the first parameter and up to the second, of types and ranges of streams whose parameters
 * follow. The plus rules out the index of streams, whose rows SQLite would have to sort.
 */
function selectionSql({ prefixes, types }: Selection): string {
  const conditions = ['position > ? AND position <= ?'];
  if (types) conditions.push(`type IN (${types.map(() => '?')})`);
  if (prefixes) {
    const ranges = prefixes.map(() => '(+stream >= ? AND +stream < ?)');
    conditions.push(`(${ranges.join(' OR ') || 'FALSE'})`);
  }
  return `
    SELECT * FROM events WHERE ${conditions.join(' AND ')} ORDER BY position LIMIT ${PAGE_SIZE}`;
}

/** The first text after all that begin with a prefix, in SQLite's order: by code point. */
function endOfPrefix(prefix: string): string {
  const last = [...prefix].at(-1);
  if (last === undefined) return LAST_TEXT;
  return prefix.slice(0, -last.length) + String.fromCodePoint(last.codePointAt(0)! + 1);
}

function storedEvent(row: Row): StoredEvent {
  return {
    id: row.id,
    type: row.type,
    data: JSON.parse(row.data),
    metadata: JSON.parse(row.metadata),
    stream: row.stream,
    revision: row.revision,
    position: positionOf(row.position),
    recordedAt: new Date(row.recorded_at).toISOString(),
  };
}

/** Sixteen digits hold every safe integer, so that comparing texts compares numbers. */
function positionOf(rowPosition: number): Position {
  return String(rowPosition).padStart(16, '0');
}

function numberOf(position: Position | undefined): number {
  return position === undefined ? 0 : Number(position);
}
