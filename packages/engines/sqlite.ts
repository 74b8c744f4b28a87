import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedDatabase } from './embedded-database.ts';
import { sqliteFile } from './engine-url.ts';
import { EngineUnavailable } from './unavailable.ts';

/** How long SQLite itself waits for another process's lock, blocking this process. */
const LOCK_WAIT_MS = 100;
/** How long a transaction is tried again, without blocking, before the database counts as away. */
const LOCK_PATIENCE_MS = 2_000;
const LOCK_RETRY_MS = 20;

/** How often the embedded engines look for what other processes have written. */
export const POLL_INTERVAL_MS = 15;

const SQLITE_BUSY = 5;
const ADVICE_BY_CODE: Record<number, string> = {
  5: 'another process holds its lock; find it (lsof on the file) and let it finish or stop it',
  6: 'another connection of this process holds its lock',
  8: 'the file or its folder is read-only; give this process the right to write there',
  10: 'the disk reports an error (I/O); look at the system log and the disk',
  13: 'the disk or the database is full; make room on it',
  14: 'it could not be opened; check that its folder exists and may be written to',
};

/**
 * Opens the embedded database that `sqlite:FILE` names, making its folder, the file and whatever
 * `schema` (idempotent SQL) declares and `prepare` adds to it in the same transaction. WAL mode with
 * `synchronous=FULL`: what is committed survives a power cut, and readers never wait for the writer.
 * Several processes of one machine may share it.
 */
export function openDatabase(
  url: string,
  schema: string,
  prepare: (db: EmbeddedDatabase) => void = () => {},
): EmbeddedDatabase {
  const file = sqliteFile(url);
  makeFolder(file);
  return translatingErrors(file, () => {
    // Starting processes queue up for the lock that the first of them needs to make the file.
    const db = new EmbeddedDatabase(file, { timeout: LOCK_PATIENCE_MS });
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    db.exec('PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;');
    // A page that many batches change is copied from the log into the file once for all of them.
    db.exec('PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 67108864;');
    db.exec(`BEGIN IMMEDIATE; ${schema}`);
    prepare(db);
    db.exec('COMMIT');
    db.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
    return db;
  });
}

/**
 * Opens, to read and never to write, the embedded database that `sqlite:FILE` names; `undefined` where
 * nobody has made the file yet.
 */
export function openDatabaseToRead(url: string): EmbeddedDatabase | undefined {
  const file = sqliteFile(url);
  if (!existsSync(file)) return undefined;
  return translatingErrors(
    file,
    () => new EmbeddedDatabase(file, { readOnly: true, timeout: LOCK_WAIT_MS }),
  );
}

function makeFolder(file: string): void {
  const folder = path.dirname(path.resolve(file));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = (error as Error).message;
    throw new EngineUnavailable(`the folder ${folder} can't be made: ${reason}`, { cause: error });
  }
}

/**
 * Runs `work` in one write transaction; all of it is stored when the promise resolves, and nothing
 * of it when it rejects. `work` runs at once and must be synchronous.
 *
 * @throws EngineUnavailable when the database stays locked, or the disk is full or failing
 */
export async function transact<T>(db: DatabaseSync, work: () => T): Promise<T> {
  const patienceEnds = performance.now() + LOCK_PATIENCE_MS;
  while (!beginImmediate(db, patienceEnds)) await sleep(LOCK_RETRY_MS);
  return translatingErrors(db, () => {
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  });
}

/** Runs `work`, which reads from `db`, with the engine's failures told as {@link EngineUnavailable}. */
export function reading<T>(db: DatabaseSync, work: () => T): T {
  return translatingErrors(db, work);
}

function beginImmediate(db: DatabaseSync, patienceEnds: number): boolean {
  return translatingErrors(db, () => {
    try {
      db.exec('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (primaryCode(error) === SQLITE_BUSY && performance.now() < patienceEnds) return false;
      throw error;
    }
  });
}

/** Names the database, by its file, in the errors of what is done with it. */
function translatingErrors<T>(database: DatabaseSync | string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const advice = ADVICE_BY_CODE[primaryCode(error) ?? -1];
    if (!advice) throw error;
    const file = typeof database === 'string' ? database : nameOf(database);
    throw new EngineUnavailable(`the database ${file} can't be used: ${advice}`, { cause: error });
  }
}

function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  return code === undefined ? undefined : code & 0xff;
}

function nameOf(db: DatabaseSync): string {
  return db.location() ?? ':memory:';
}
