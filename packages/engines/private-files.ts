import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { FULL_DISK, READ_ONLY } from './embedded-database.ts';
import { EngineUnavailable } from './unavailable.ts';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OTHERS = 0o077;

/** Databases and the files that SQLite keeps beside them. */
const DATABASE_FILE = /\.db(?:-wal|-shm|-journal)?$/;

/**
 * Makes a database's file and folder for this user alone, before anything is stored. Takes other users'
 * rights to existing files away, and to the folder if it is this user's and holds nothing but databases.
 * SQLite gives the files that it makes beside the database the same mode.
 *
 * @throws EngineUnavailable if the file or folder can't be made, or its mode can't be changed
 */
export function makePrivate(file: string): void {
  const folder = path.dirname(path.resolve(file));
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    // Closing a file that SQLite has open in this process would release its locks.
    if (!existsSync(file)) closeSync(openSync(file, 'a', FILE_MODE));
    for (const suffix of ['', '-wal', '-shm']) restrict(`${file}${suffix}`, FILE_MODE);
    if (holdsOnlyDatabases(folder) && isOwn(folder)) restrict(folder, FOLDER_MODE);
  } catch (error) {
    throw new EngineUnavailable(
      `the database ${file} can't be made for this user alone: ${reason(error)}`,
      {
        cause: error,
      },
    );
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return FULL_DISK;
  if (code === 'EROFS' || code === 'EACCES') return READ_ONLY;
  return message;
}

function holdsOnlyDatabases(folder: string): boolean {
  return readdirSync(folder).every((name) => DATABASE_FILE.test(name));
}

function isOwn(folder: string): boolean {
  return statSync(folder).uid === process.getuid?.();
}

/** Leaves a file alone that does not exist, or is removed by another process just now. */
function restrict(file: string, mode: number): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats || (stats.mode & OTHERS) === 0) return;
  try {
    chmodSync(file, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
