import type { EmbeddedDatabase } from './embedded-database.ts';
import { RecentlyUsed } from './recently-used.ts';

interface Kept<T> {
  readonly value: T;
  readonly version: number;
}

/** What was read from an embedded database last. It stands until anything is committed there. */
export class KeptReads<T> {
  readonly #db: EmbeddedDatabase;
  readonly #kept: RecentlyUsed<Kept<T>>;

  /** @param least how many of those that were asked for last are kept in any case */
  constructor(db: EmbeddedDatabase, least: number) {
    this.#db = db;
    this.#kept = new RecentlyUsed(least);
  }

  /** What goes by a key, which is read where it is not kept, or something was committed since. */
  of(key: string, read: () => T): T {
    // Looked at before reading: what is committed in between makes it read once more, not once less.
    const version = this.#db.version();
    if (version === undefined) return read();
    const kept = this.#kept.get(key);
    if (kept?.version === version) return kept.value;
    const value = read();
    this.#kept.set(key, { value, version });
    return value;
  }
}
