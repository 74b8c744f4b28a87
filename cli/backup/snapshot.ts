import { closeSync, openSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import {
  EngineUnavailable,
  openDatabaseToRead,
  sqliteFile,
  translateSqliteErrors,
} from '@energy/engines';
import { BackupFailure } from './failure.ts';
import type { Store } from './stores.ts';

/** So many pages are copied before others have their turn. */
const PAGES_A_STEP = 2_000;

/**
 * A store as it stood at one moment, however much is written to it since. Nobody who writes waits for it;
 * what they write stays in the store's log until it is released.
 */
export class Snapshot {
  readonly store: Store;
  readonly #db: DatabaseSync;

  /** @throws EngineUnavailable where the store is not there, or can't be read */
  constructor(store: Store) {
    const db = openDatabaseToRead(store.url, { contents: store.name });
    if (!db) {
      const file = sqliteFile(store.url);
      throw new EngineUnavailable(
        `there is no ${file}; run this where the platform runs, with its variables`,
      );
    }
    this.store = store;
    this.#db = db;
    // A transaction sees what stood when it first read. Without one the copy would begin again with
    // every write of another process.
    translateSqliteErrors(db, () => db.exec('BEGIN; SELECT count(*) FROM sqlite_schema;'));
  }

  /**
   * Copies it into a new file that this user alone may read.
   *
   * @throws BackupFailure, the signal's reason when it aborts
   */
  async copyTo(file: string, signal: AbortSignal): Promise<void> {
    const progress = () => signal.throwIfAborted();
    try {
      closeSync(openSync(file, 'wx', 0o600));
      await backup(this.#db, file, { rate: PAGES_A_STEP, progress });
    } catch (error) {
      signal.throwIfAborted();
      const reason = (error as Error).message;
      throw new BackupFailure(`${file} can't be written: ${reason}.`, { cause: error });
    }
  }

  release(): void {
    this.#db.close();
  }
}
