import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Rows whose bytes are stored and changed together. */
const ROWS_OF_A_CHUNK = 512;

export function rowBytesSchema(table: string): string {
  return `
    CREATE TABLE IF NOT EXISTS ${table}_bytes (
      property TEXT NOT NULL,
      chunk INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (property, chunk)
    ) STRICT;`;
}

/**
 * A property of all rows of a table in a few bytes each, by their numbers: reading it of a million rows takes some
 * milliseconds, where reading the rows takes seconds. All bytes of a row without a value are 0.
 */
export class RowBytes {
  readonly #property: string;
  readonly #bytesOfRow: number;
  readonly #all: StatementSync;
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #clear: StatementSync;

  constructor(db: DatabaseSync, table: string, options: { property: string; bytesOfRow: number }) {
    this.#property = options.property;
    this.#bytesOfRow = options.bytesOfRow;
    const ofProperty = `FROM ${table}_bytes WHERE property = ?`;
    this.#all = db.prepare(`SELECT chunk, bytes ${ofProperty} ORDER BY chunk`);
    this.#all.setReturnArrays(true);
    this.#find = db.prepare(`SELECT bytes ${ofProperty} AND chunk = ?`);
    this.#put = db.prepare(`INSERT OR REPLACE INTO ${table}_bytes VALUES (?, ?, ?)`);
    this.#clear = db.prepare(`DELETE ${ofProperty}`);
  }

  /** Reads the bytes of all rows, from that with the number 0. */
  readAll(): ArrayBuffer {
    const chunks = this.#all.all(this.#property) as unknown as [number, Uint8Array][];
    const all = new Uint8Array(((chunks.at(-1)?.[0] ?? -1) + 1) * this.#bytesOfChunk);
    for (const [chunk, bytes] of chunks) all.set(bytes, chunk * this.#bytesOfChunk);
    return all.buffer;
  }

  /** Replaces the bytes of all rows, within the caller's transaction. */
  replaceAll(all: Uint8Array): void {
    this.#clear.run(this.#property);
    for (let start = 0; start < all.length; start += this.#bytesOfChunk) {
      const bytes = all.subarray(start, start + this.#bytesOfChunk);
      this.#put.run(this.#property, start / this.#bytesOfChunk, bytes);
    }
  }

  /** Sets the bytes of some rows, within the caller's transaction. */
  set(values: Iterable<readonly [number: number, bytes: Uint8Array]>): void {
    const chunkOf = ([number]: readonly [number, Uint8Array]) =>
      Math.floor(number / ROWS_OF_A_CHUNK);
    for (const [chunk, ofChunk] of Map.groupBy(values, chunkOf)) {
      const stored = this.#find.get(this.#property, chunk)?.bytes as Uint8Array | undefined;
      const bytes = new Uint8Array(this.#bytesOfChunk);
      if (stored) bytes.set(stored);
      for (const [number, value] of ofChunk) {
        bytes.set(value, (number % ROWS_OF_A_CHUNK) * this.#bytesOfRow);
      }
      if (!stored || !isEqual(bytes, stored)) this.#put.run(this.#property, chunk, bytes);
    }
  }

  get #bytesOfChunk(): number {
    return ROWS_OF_A_CHUNK * this.#bytesOfRow;
  }
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
