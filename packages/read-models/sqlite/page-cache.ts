import type { StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, ReadCache, translateSqliteErrors } from '@energy/engines';
import { LRUCache } from 'lru-cache';

/** The number of changes of each table's rows. */
export const ROW_CHANGES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS row_changes (
    table_name TEXT PRIMARY KEY,
    changes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const PAGE_CACHE_SIZE = 100;

/**
 * Caches the last pages of a table until a row changes. Every change of rows counts up a number in its
 * transaction: a cached page costs one look at that number.
 */
export class PageCache<Page> {
  readonly #db: EmbeddedDatabase;
  readonly #table: string;
  readonly #changes: StatementSync;
  readonly #count: StatementSync;
  readonly #numbers: ReadCache<unknown>;
  readonly #pages = new LRUCache<string, { readonly page: Page; readonly changes: unknown }>({
    max: PAGE_CACHE_SIZE,
  });

  constructor(db: EmbeddedDatabase, table: string) {
    this.#db = db;
    this.#table = table;
    this.#changes = db.prepare('SELECT changes FROM row_changes WHERE table_name = ?');
    this.#numbers = new ReadCache(db, { max: 1 });
    this.#count = db.prepare(`
      INSERT INTO row_changes VALUES (?, 1) ON CONFLICT DO UPDATE SET changes = changes + 1`);
  }

  /** Returns the cached page of a key, or reads it. */
  get(key: string, read: () => Page): Page {
    const changes = this.#numbers.get('', () => this.#numberOfChanges());
    const cached = this.#pages.get(key);
    if (cached && cached.changes === changes) return cached.page;
    const page = read();
    this.#pages.set(key, { page, changes });
    return page;
  }

  #numberOfChanges(): unknown {
    return translateSqliteErrors(this.#db, () => this.#changes.get(this.#table))?.changes;
  }

  /** Counts a change of rows. Call it inside the transaction that makes it. */
  countChange(): void {
    this.#count.run(this.#table);
  }
}
