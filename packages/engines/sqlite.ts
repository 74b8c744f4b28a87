import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { delay } from './delay.ts';
import { EmbeddedDatabase, isBusy, translateSqliteErrors } from './embedded-database.ts';
import { sqliteFile } from './engine-url.ts';
import { makePrivate } from './private-files.ts';

/** The time that SQLite waits for another process's lock, blocking this process. */
const LOCK_WAIT_MS = 100;
/** The time for retries of a transaction, without blocking, before the database counts as unavailable. */
const LOCK_TIMEOUT_MS = 2_000;
const LOCK_RETRY_MS = 20;

/** The interval at which the embedded engines poll for writes of other processes. */
export const POLL_INTERVAL_MS = 15;

const MEGABYTE = 1_048_576;
const PAGE_BYTES = 4_096;
/**
 * The pages of a file that a process caches. The cache fills while the file grows: with 128 MB, the memory of a
 * projector grew by 4 MB a minute at 1,000 readings/s. The system caches files as well.
 */
const CACHE_MEGABYTES = 32;

export interface DatabaseOptions {
  /** A short description for error messages. */
  readonly contents: string;
  /** Idempotent SQL that declares its tables, and writes nothing where they are there. */
  readonly schema: string;
  /** The values of the rows that tables begin with, by table: added to those that are empty. */
  readonly firstRows?: Readonly<Record<string, readonly number[]>>;
  /** Adds to what `schema` declares, in the same transaction. */
  readonly prepare?: (db: EmbeddedDatabase) => void;
  /**
   * The size of the write-ahead log at which it is copied into the file. A page that many
   * transactions change is then copied once for all of them: for tables that change all the time, 64.
   */
  readonly walMegabytes?: number;
  /** The most memory for pages of the file: 32 by default. */
  readonly cacheMegabytes?: number;
}

/**
 * Opens the embedded database that `sqlite:FILE` names. Makes its folder, the file and its tables where
 * missing, for this user alone. WAL mode with `synchronous=FULL`: what is committed survives a power
 * cut, and readers never wait for the writer. Several processes of one machine may share it.
 *
 * @throws EngineUnavailable where it can't be opened
 */
export function openDatabase(url: string, options: DatabaseOptions): EmbeddedDatabase {
  const { contents, walMegabytes = 8, cacheMegabytes = CACHE_MEGABYTES } = options;
  const file = sqliteFile(url);
  if (file !== ':memory:') makePrivate(file);
  // Starting processes queue up for the lock that the first of them needs to make the file.
  const db = open(file, contents, { timeout: LOCK_TIMEOUT_MS });
  try {
    translateSqliteErrors(db, () => {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;');
      db.exec(`PRAGMA cache_size = -${cacheMegabytes * 1_024}`);
      const walBytes = walMegabytes * MEGABYTE;
      db.exec(`PRAGMA wal_autocheckpoint = ${walBytes / PAGE_BYTES}`);
      db.exec(`PRAGMA journal_size_limit = ${walBytes}`);
      declareTables(db, options);
      db.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
    });
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Waits for the lock of a writer only where something is missing: a process starts however much others write. */
function declareTables(
  db: EmbeddedDatabase,
  { schema, firstRows = {}, prepare }: DatabaseOptions,
): void {
  const declare = (begin: string) => {
    db.exec(`${begin}; ${schema}`);
    for (const [table, values] of Object.entries(firstRows)) {
      if (db.prepare(`SELECT 1 FROM ${table}`).get()) continue;
      db.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?')})`).run(...values);
    }
    prepare?.(db);
    db.exec('COMMIT');
  };
  try {
    declare('BEGIN');
  } catch (error) {
    if (!isBusy(error)) throw error;
    if (db.isTransaction) db.exec('ROLLBACK');
    declare('BEGIN IMMEDIATE');
  }
}

/**
 * Opens, to read and never to write, the embedded database that `sqlite:FILE` names; `undefined` where
 * the file does not exist.
 */
export function openDatabaseToRead(
  url: string,
  { contents }: Pick<DatabaseOptions, 'contents'>,
): EmbeddedDatabase | undefined {
  const file = sqliteFile(url);
  if (!existsSync(file)) return undefined;
  return open(file, contents, { readOnly: true, timeout: LOCK_WAIT_MS });
}

function open(
  file: string,
  contents: string,
  options: ConstructorParameters<typeof EmbeddedDatabase>[2],
): EmbeddedDatabase {
  return translateSqliteErrors(
    { file, contents },
    () => new EmbeddedDatabase(file, contents, options),
  );
}

/**
 * Runs `work` in one write transaction: all of it is stored when the promise resolves, and nothing
 * of it when it rejects. `work` must be synchronous.
 *
 * @throws EngineUnavailable when the database stays locked, is damaged, or the disk is full or failing
 */
export async function transact<T>(db: DatabaseSync, work: () => T): Promise<T> {
  const deadline = performance.now() + LOCK_TIMEOUT_MS;
  while (!beginImmediate(db, deadline)) await delay(LOCK_RETRY_MS);
  return translateSqliteErrors(db, () => {
    try {
      const result = work();
      db.exec('COMMIT');
      if (db instanceof EmbeddedDatabase) db.noteCommit();
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      if (db instanceof EmbeddedDatabase) db.rollbacks += 1;
      throw error;
    }
  });
}

function beginImmediate(db: DatabaseSync, deadline: number): boolean {
  return translateSqliteErrors(db, () => {
    try {
      db.exec('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (isBusy(error) && performance.now() < deadline) return false;
      throw error;
    }
  });
}
