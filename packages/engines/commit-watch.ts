import { type FSWatcher, watch } from 'node:fs';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { POLL_INTERVAL_MS } from './sqlite.ts';
import { WakeUpSignal } from './wake-up.ts';

/** A database without a commit for this long is quiet. */
const QUIET_AFTER_MS = 150;
/**
 * Waits on a quiet database end after this time at the latest: a commit becomes visible a moment after
 * the write that the system reports, and some file systems report none.
 */
const LONGEST_WAIT_MS = 250;
/** Elsewhere, the system may report a write only when the file is closed. */
const IS_NOTIFIED = process.platform === 'linux';

/**
 * Waits for commits to an embedded database, by whatever process. Polls while there are some: a notification
 * of each would cost more. While the database is quiet, the operating system says when its write-ahead log
 * grows, so that a process with nothing to do costs next to nothing.
 */
export class CommitWatch {
  readonly #database: EmbeddedDatabase;
  readonly #wakeUp: WakeUpSignal;
  #watcher: FSWatcher | undefined;
  #canWatch = IS_NOTIFIED;
  #version: number | undefined;
  #changedAt = performance.now();

  /** @param wakeUp ends waits for another reason */
  constructor(database: EmbeddedDatabase, wakeUp = new WakeUpSignal()) {
    this.#database = database;
    this.#wakeUp = wakeUp;
  }

  /**
   * Resolves when it is time to look again, which is a moment after a commit, after `timeoutMs`, or when
   * the signal aborts. Commits since the last look are not missed.
   */
  async next(signal: AbortSignal, timeoutMs = LONGEST_WAIT_MS): Promise<void> {
    if (this.#isQuiet()) this.#startWatching();
    else this.close();
    // A commit before the watcher was there is not reported.
    const intervalMs = this.#watcher && this.#isQuiet() ? LONGEST_WAIT_MS : POLL_INTERVAL_MS;
    await this.#wakeUp.wait({ timeoutMs: Math.min(intervalMs, timeoutMs), signal });
  }

  /** Ends watching the file. */
  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #isQuiet(): boolean {
    const version = this.#database.version();
    if (version === undefined || version !== this.#version) {
      this.#version = version;
      this.#changedAt = performance.now();
    }
    return performance.now() - this.#changedAt >= QUIET_AFTER_MS;
  }

  #startWatching(): void {
    if (this.#watcher || !this.#canWatch) return;
    try {
      this.#watcher = watch(`${this.#database.location()}-wal`, { persistent: false });
      this.#watcher.on('change', () => this.#noteWrite());
      this.#watcher.on('error', () => this.#giveUp());
    } catch {
      this.#giveUp();
    }
  }

  /** What was written is visible in a moment. */
  #noteWrite(): void {
    this.#changedAt = performance.now();
    this.close();
    this.#wakeUp.wake();
  }

  /** The system watches no more files for this user. */
  #giveUp(): void {
    this.#canWatch = false;
    this.close();
  }
}
