import { closeSync, openSync, readSync } from 'node:fs';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';

/**
 * The part of the file beside a database in WAL mode that changes with every commit: SQLite's own
 * connections learn from it whether what they hold in memory still stands (“WAL-index header” in SQLite’s
 * description of its WAL mode file format).
 */
const HEADER_BYTES = 48;

/** A database of the embedded engine that can tell, for less than any query takes, whether it was written. */
export class EmbeddedDatabase extends DatabaseSync {
  readonly #index: string;
  #file: number | undefined;
  #version = 0;
  #header = Buffer.alloc(HEADER_BYTES);
  #last = Buffer.alloc(HEADER_BYTES);

  constructor(file: string, options: DatabaseSyncOptions) {
    super(file, options);
    this.#index = `${file}-shm`;
  }

  /**
   * Another number than before if anything was committed since then, by whatever process. `undefined`
   * inside a transaction, which sees what nobody else does, and where it can't be told.
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

  override close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    super.close();
  }
}
