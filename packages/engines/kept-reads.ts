import type { EmbeddedDatabase } from './embedded-database.ts';

interface Kept<T> {
  readonly value: T;
  readonly version: number;
}

/** What was read from an embedded database last. It stands until anything is committed there. */
export class KeptReads<T> {
  readonly #db: EmbeddedDatabase;
  readonly #most: number;
  readonly #kept = new Map<string, Kept<T>>();

  /** @param most how many are kept */
  constructor(db: EmbeddedDatabase, most: number) {
    this.#db = db;
    this.#most = most;
  }

  /** What goes by a key, which is read where it is not kept, or something was committed since. */
  of(key: string, read: () => T): T {
    // Looked at before reading: what is committed in between makes it read once more, not once less.
    const version = this.#db.version();
    if (version === undefined) return read();
    const kept = this.#kept.get(key);
    if (kept?.version === version) return kept.value;
    const value = read();
    this.#kept.delete(key);
    this.#kept.set(key, { value, version });
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value!);
    return value;
  }
}
