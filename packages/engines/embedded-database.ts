import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { EngineUnavailable } from './unavailable.ts';

/**
 * The part of the file beside a database in WAL mode that changes with every commit: SQLite's own
 * connections learn from it whether their caches are current (“WAL-index header” in SQLite’s
 * description of its WAL mode file format).
 */
const HEADER_BYTES = 48;

/** A refused write is tried again, to see whether there is room now, at most this often. */
const PROBE_INTERVAL_MS = 2_000;
/** SQLite needs a little space beside the database even to read it. */
const MIN_FREE_BYTES = 65_536;

export const FULL_DISK = 'the disk or the database is full; make room on it';
export const READ_ONLY =
  'the file or its folder is read-only; give this process the right to write there';
const REPLACED =
  'the file was removed or replaced while this process had it open; stop all services, put the right ' +
  'file in place, and start them again';
const RESTORE =
  'stop all services, check the newest backup with "energy backup --verify DIRECTORY", and put its ' +
  'copy of this file in place';

// SQLite's primary result codes.
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const SQLITE_FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const ADVICE_BY_CODE: Readonly<Record<number, string>> = {
  [BUSY]: 'another process holds its lock; find it (lsof on the file) and let it finish or stop it',
  6: 'another connection of this process holds its lock',
  [READONLY]: READ_ONLY,
  [IOERR]: 'the disk reports an error (I/O); look at the system log and the disk',
  [CORRUPT]: `the file is damaged; ${RESTORE}`,
  [SQLITE_FULL]: FULL_DISK,
  [CANTOPEN]: 'it could not be opened; check that its folder exists and may be written to',
  [NOTADB]: `the file is damaged, or is no SQLite database; ${RESTORE}`,
};

const DAMAGE: readonly unknown[] = [CORRUPT, NOTADB];
const REFUSED_WRITES: readonly unknown[] = [READONLY, IOERR, SQLITE_FULL, CANTOPEN];

const openDatabases = new Set<EmbeddedDatabase>();

/** The embedded databases of this process that are damaged or refuse writes, and why. */
export function databaseProblems(): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const database of openDatabases) {
    const problem = database.problem();
    if (problem) problems[database.contents] = problem;
  }
  return problems;
}

/** A database of the embedded engine. */
export class EmbeddedDatabase extends DatabaseSync {
  /** A short description for error messages. */
  readonly contents: string;
  /** Number of transactions that were rolled back: what was cached within them may be wrong. */
  rollbacks = 0;
  readonly #index: string;
  readonly #inode: number | undefined;
  #file: number | undefined;
  #version = 0;
  #header = Buffer.alloc(HEADER_BYTES);
  #last = Buffer.alloc(HEADER_BYTES);
  #damage: string | undefined;
  #refusal: string | undefined;
  #probedAt = performance.now();

  constructor(file: string, contents: string, options: DatabaseSyncOptions) {
    super(file, options);
    this.contents = contents;
    this.#index = `${file}-shm`;
    this.#inode = inodeOf(file);
    openDatabases.add(this);
  }

  /**
   * A number that changes with every commit, by whatever process; costs less than any query.
   * `undefined` inside a transaction, which sees what nobody else does, and where it is not known.
   */
  version(): number | undefined {
    if (this.isTransaction) return undefined;
    try {
      this.#file ??= openSync(this.#index, 'r');
      if (readSync(this.#file, this.#header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined;
    } catch {
      return undefined;
    }
    if (!this.#header.equals(this.#last)) {
      [this.#header, this.#last] = [this.#last, this.#header];
      this.#version += 1;
    }
    return this.#version;
  }

  /**
   * Why it can't be used: the last refused write, or damage. At most every 2 s it looks for damage, and
   * after a refused write it tries to write, because nobody may write while a process is not ready.
   */
  problem(): string | undefined {
    if (performance.now() - this.#probedAt > PROBE_INTERVAL_MS) {
      this.#probedAt = performance.now();
      this.#damage ??= this.#findDamage();
      if (this.#refusal) this.#tryToWrite();
    }
    return this.#damage ?? this.#refusal;
  }

  /** Remembers an error of SQLite for {@link problem}. */
  noteFailure(code: number | undefined, reason: string): void {
    if (DAMAGE.includes(code)) this.#damage = reason;
    else if (REFUSED_WRITES.includes(code)) {
      this.#refusal = reason;
      this.#probedAt = performance.now();
    }
  }

  /** A transaction was committed: writes are taken again. */
  noteCommit(): void {
    this.#refusal = undefined;
  }

  override close(): void {
    openDatabases.delete(this);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    super.close();
  }

  /** Reads the file by a connection of its own: this one has its pages in memory. */
  #findDamage(): string | undefined {
    const file = this.location();
    if (!file) return undefined;
    const described = { file, contents: this.contents };
    if (inodeOf(file) !== this.#inode) return describeProblem(described, REPLACED);
    try {
      const probe = new DatabaseSync(file, { readOnly: true });
      try {
        probe.prepare('SELECT count(*) FROM sqlite_schema').get();
      } finally {
        probe.close();
      }
      return undefined;
    } catch (error) {
      return DAMAGE.includes(primaryCode(error)) ? explain(described, error) : undefined;
    }
  }

  #tryToWrite(): void {
    if (this.isTransaction) return;
    try {
      const { user_version: version } = this.prepare('PRAGMA user_version').get()!;
      this.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${version}; COMMIT`);
      this.noteCommit();
    } catch (error) {
      if (this.isTransaction) this.exec('ROLLBACK');
      this.noteFailure(primaryCode(error), explain(this, error) ?? String(error));
    }
  }
}

/**
 * Runs `work` on a database, with SQLite's failures as {@link EngineUnavailable} that name the file,
 * what it holds and what to do.
 */
export function translateSqliteErrors<T>(database: DatabaseSync | DatabaseFile, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = explain(database, error);
    if (!reason) throw error;
    if (database instanceof EmbeddedDatabase) database.noteFailure(primaryCode(error), reason);
    throw new EngineUnavailable(reason, { cause: error });
  }
}

/** A database that is not open yet. */
export interface DatabaseFile {
  readonly file: string;
  readonly contents: string;
}

/** True for the error of a lock that another process holds. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

function explain(database: DatabaseSync | DatabaseFile, error: unknown): string | undefined {
  const code = primaryCode(error);
  const file =
    database instanceof DatabaseSync ? (database.location() ?? ':memory:') : database.file;
  const advice = adviceFor(code, file);
  if (!advice) return undefined;
  return describeProblem({ file, contents: (database as Partial<DatabaseFile>).contents }, advice);
}

function describeProblem(
  { file, contents }: { readonly file: string; readonly contents?: string | undefined },
  advice: string,
): string {
  return `the database ${file}${contents ? ` (${contents})` : ''} can't be used: ${advice}`;
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

/** SQLite reports a full or read-only disk as an error of the disk, too, where a file beside it can't grow. */
function adviceFor(code: number | undefined, file: string): string | undefined {
  if (code === IOERR || code === CANTOPEN) {
    const folder = path.dirname(path.resolve(file));
    if (!isWritable(folder)) return READ_ONLY;
    if (freeBytes(folder) < MIN_FREE_BYTES) return FULL_DISK;
  }
  return ADVICE_BY_CODE[code ?? -1];
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: number } | undefined)?.errcode;
  return code === undefined ? undefined : code & 0xff;
}
