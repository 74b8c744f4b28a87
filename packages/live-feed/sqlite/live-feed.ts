import type { StatementSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import {
  CommitWatch,
  type EmbeddedDatabase,
  type EngineLog,
  EngineUnavailable,
  GroupCommit,
  Outage,
  openDatabase,
  retry,
  translateSqliteErrors,
} from '@energy/engines';
import { decode, encode, typesOf } from '../encoding.ts';
import type { Delivery, LiveFeed, SubscribeOptions } from '../live-feed.ts';
import type { Notice } from '../notice.ts';

/** Notices are retained until this much was published after them: seconds of the fastest projector. */
const RETAINED_BYTES = 16 * 1024 * 1024;

/**
 * One row is one publication. `ends_at` counts the bytes of all publications up to its end: a row that
 * does not begin at the end of the row before it has lost its neighbour.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS live_notices (
    ends_at INTEGER PRIMARY KEY,
    types TEXT NOT NULL,
    notices BLOB NOT NULL
  ) STRICT;
`;

export interface SqliteFeedOptions {
  readonly log: EngineLog;
  /** About how many bytes of notices are retained; the newest publication always is. */
  readonly retainedBytes?: number;
}

interface Publication {
  readonly begins_at: number;
  readonly ends_at: number;
  readonly types: string;
  readonly notices: Uint8Array;
}

/** How a subscription reads. */
interface Reading {
  readonly commits: CommitWatch;
  readonly outage: Outage;
  readonly signal: AbortSignal;
}

/** The embedded feed: a table in the broker's SQLite file, for the processes of one machine. */
export class SqliteLiveFeed implements LiveFeed {
  readonly #db: EmbeddedDatabase;
  readonly #log: EngineLog;
  readonly #publications: GroupCommit<readonly Notice[], void>;
  readonly #end: StatementSync;
  readonly #next: StatementSync;
  readonly #closing = new AbortController();

  constructor(url: string, { log, retainedBytes = RETAINED_BYTES }: SqliteFeedOptions) {
    this.#db = openDatabase(url, { contents: 'live feed', schema: SCHEMA, walMegabytes: 64 });
    // Notices are not durable: they need not be on the disk before they are delivered.
    this.#db.exec('PRAGMA synchronous = NORMAL');
    this.#log = log;
    this.#end = this.#db.prepare('SELECT coalesce(max(ends_at), 0) AS at FROM live_notices');
    this.#next = this.#db.prepare(`
      SELECT ends_at - length(notices) AS begins_at, ends_at, types, notices
      FROM live_notices WHERE ends_at > ? ORDER BY ends_at LIMIT 1`);
    const insert = this.#db.prepare('INSERT INTO live_notices VALUES (?, ?, ?)');
    const prune = this.#db.prepare('DELETE FROM live_notices WHERE ends_at <= ?');
    this.#publications = new GroupCommit(this.#db, (notices) => {
      const body = encode(notices);
      const endsAt = this.#endsAt() + body.length;
      insert.run(endsAt, typesOf(notices).join(' '), body);
      prune.run(endsAt - retainedBytes);
    });
  }

  async publish(notices: readonly Notice[]): Promise<void> {
    if (notices.length > 0) await this.#publications.submit(notices);
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<Delivery, void, undefined> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const commits = new CommitWatch(this.#db);
    const reading = { commits, outage: new Outage(this.#log), signal };
    try {
      let position = await this.#untilRead(() => this.#endsAt(), reading);
      if (position === undefined) return;
      yield { notices: [], gap: true };
      for (;;) {
        const after: number = position;
        const next = await this.#untilRead(() => this.#publicationAfter(after), reading);
        if (!next) return;
        const gap = next.begins_at > after;
        const notices = isOfAny(next, options.types) ? decode(next.notices, options.types) : [];
        if (gap || notices.length > 0) yield { notices, gap };
        position = next.ends_at;
      }
    } finally {
      commits.close();
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#publications.idle();
    this.#db.close();
  }

  #endsAt(): number {
    return translateSqliteErrors(this.#db, () => this.#end.get()!.at as number);
  }

  #publicationAfter(at: number): Publication | undefined {
    return translateSqliteErrors(this.#db, () => this.#next.get(at)) as Publication | undefined;
  }

  /** Reads until there is something; `undefined` when the signal aborts before. */
  async #untilRead<T>(
    read: () => T | undefined,
    { commits, outage, signal }: Reading,
  ): Promise<T | undefined> {
    const poll = async () => {
      const found = read();
      outage.ended('Reading the embedded live feed again.');
      if (found === undefined) await commits.next(signal);
      return found;
    };
    const onFailure = (error: unknown) => {
      if (!(error instanceof EngineUnavailable)) throw error;
      outage.began(`Can't read the embedded live feed; retrying: ${error.message}.`);
    };
    await turn(); // SQLite answers at once: without it nothing else would run during a backlog.
    while (!signal.aborted) {
      try {
        const found = await retry(poll, { signal, onFailure });
        if (found !== undefined) return found;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
    return undefined;
  }
}

function isOfAny({ types }: Publication, wanted: SubscribeOptions['types']): boolean {
  return types.split(' ').some((type) => wanted.includes(type as Notice['type']));
}
