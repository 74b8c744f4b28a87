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
import { EngineUnavailable } from './unavailable.ts';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OTHERS = 0o077;

/** Databases and the files that SQLite keeps beside them. */
const DATABASE_FILE = /\.db(?:-wal|-shm|-journal)?$/;

/**
 * Makes a database's file and folder, where missing, for this user alone, before anything is stored, and
 * takes what other users may do with existing ones. SQLite gives the files beside it the same mode. A
 * folder that holds other files as well keeps its mode.
 *
 * @throws EngineUnavailable where that is not possible
 */
export function makePrivate(file: string): void {
  const folder = path.dirname(path.resolve(file));
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    if (!existsSync(file)) closeSync(openSync(file, 'a', FILE_MODE));
    for (const each of [file, `${file}-wal`, `${file}-shm`]) {
      if (existsSync(each)) restrict(each, FILE_MODE);
    }
    if (readdirSync(folder).every((name) => DATABASE_FILE.test(name)))
      restrict(folder, FOLDER_MODE);
  } catch (error) {
    const reason = (error as Error).message;
    throw new EngineUnavailable(
      `the database ${file} can't be made, or kept from other users (mode 0600): ${reason}`,
      { cause: error },
    );
  }
}

function restrict(file: string, mode: number): void {
  if ((statSync(file).mode & OTHERS) !== 0) chmodSync(file, mode);
}
