import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact } from '@energy/engines';
import { type Indexes, indexSchema } from './table.ts';

/** Smaller batches are always added to the indexes row by row. */
const MIN_BULK_SIZE = 5_000;

/**
 * The indexes of one table. While a replay fills the table it has only that of the ids: sorting all rows at the end is
 * faster than adding each. Lists sort the rows in the meantime: {@link withIndex}.
 */
export class TableIndexes {
  readonly #db: DatabaseSync;
  readonly #name: string;
  readonly #indexes: Indexes;
  readonly #count: StatementSync;

  /** @param indexes the first is that of the ids */
  constructor(db: DatabaseSync, name: string, indexes: Indexes) {
    this.#db = db;
    this.#name = name;
    this.#indexes = indexes;
    this.#count = db.prepare(`
      SELECT count(*) AS count FROM sqlite_schema WHERE type = 'index' AND tbl_name = '${name}'`);
  }

  areComplete(): boolean {
    return this.#count.get()!.count === Object.keys(this.#indexes).length;
  }

  /** Creates the missing ones, in a transaction of its own. */
  async createMissing(): Promise<void> {
    if (this.areComplete()) return;
    await withTemporaryFiles(this.#db, () =>
      transact(this.#db, () => this.#db.exec(indexSchema(this.#name, this.#indexes))),
    );
  }

  /**
   * Drops all but the first one if so many new rows are most of the table, within the caller's transaction.
   *
   * @returns whether it has dropped them
   */
  dropForMost(rows: number, size: number): boolean {
    if (rows < MIN_BULK_SIZE || rows * 2 < size) return false;
    const [, ...others] = Object.keys(this.#indexes);
    this.#db.exec(others.map((index) => `DROP INDEX IF EXISTS ${this.#name}_${index};`).join(' '));
    return true;
  }
}

/** Sorts in files beside the database: in memory, the rows of a million devices would take some 200 MB. */
async function withTemporaryFiles<T>(db: DatabaseSync, work: () => Promise<T>): Promise<T> {
  process.env.SQLITE_TMPDIR ??= path.dirname(path.resolve(db.location() ?? '.'));
  db.exec('PRAGMA temp_store = FILE');
  try {
    return await work();
  } finally {
    db.exec('PRAGMA temp_store = MEMORY');
  }
}

/**
 * Reads by an index, or without it while a replay fills the table.
 *
 * @param read gets the `INDEXED BY` clause
 */
export function withIndex<T>(index: string, read: (source: string) => T): T {
  try {
    return read(`INDEXED BY ${index}`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no such index')) return read('');
    throw error;
  }
}
