import type { StatementSync } from 'node:sqlite';
import {
  type EmbeddedDatabase,
  KeptReads,
  RecentlyUsed,
  translateSqliteErrors,
} from '@energy/engines';

/** How often the rows of each table have been changed. */
export const ROW_CHANGES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS row_changes (
    table_name TEXT PRIMARY KEY,
    changes INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const PAGES_KEPT = 100;

/**
 * The pages of a table that were asked for last. They stay right until a row changes, which whoever
 * changes one counts in the same transaction: a look at that number is all that a kept page costs.
 */
export class KeptPages<Page> {
  readonly #db: EmbeddedDatabase;
  readonly #table: string;
  readonly #changes: StatementSync;
  readonly #count: StatementSync;
  readonly #numbers: KeptReads<unknown>;
  readonly #pages = new RecentlyUsed<{ readonly page: Page; readonly changes: unknown }>(
    PAGES_KEPT,
  );

  constructor(db: EmbeddedDatabase, table: string) {
    this.#db = db;
    this.#table = table;
    this.#changes = db.prepare('SELECT changes FROM row_changes WHERE table_name = ?');
    this.#numbers = new KeptReads(db, 1);
    this.#count = db.prepare(`
      INSERT INTO row_changes VALUES (?, 1) ON CONFLICT DO UPDATE SET changes = changes + 1`);
  }

  /** The page that goes by a key, which is read where it is not kept, or rows have changed since. */
  of(key: string, read: () => Page): Page {
    const changes = this.#numbers.of('', () => this.#numberOfChanges());
    const kept = this.#pages.get(key);
    if (kept && kept.changes === changes) return kept.page;
    const page = read();
    this.#pages.set(key, { page, changes });
    return page;
  }

  #numberOfChanges(): unknown {
    return translateSqliteErrors(this.#db, () => this.#changes.get(this.#table))?.changes;
  }

  /** Counts a change of rows. To be called inside the transaction that makes it. */
  countChange(): void {
    this.#count.run(this.#table);
  }
}
