import type { LRUCache } from 'lru-cache';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { lruCache } from './lru-cache.ts';

interface Entry<T> {
  readonly value: T;
  readonly version: number;
}

/** Caches reads of an embedded database until anything is committed there, by whatever process. */
export class ReadCache<T> {
  readonly #db: EmbeddedDatabase;
  readonly #entries: LRUCache<string, Entry<T>>;

  constructor(db: EmbeddedDatabase, { max }: { readonly max: number }) {
    this.#db = db;
    this.#entries = lruCache(max);
  }

  /** Returns the cached value of a key, or reads it. */
  get(key: string, read: () => T): T {
    // Before the read: a commit in between causes one read too many, not one too few.
    const version = this.#db.version();
    if (version === undefined) return read();
    const entry = this.#entries.get(key);
    if (entry?.version === version) return entry.value;
    const value = read();
    this.#entries.set(key, { value, version });
    return value;
  }
}
