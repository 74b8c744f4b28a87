import type { StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EmbeddedDatabase, transact } from '@energy/engines';
import { isMarked, marksOf } from '../hour-record.ts';
import { decodeBlock } from './hour-blocks.ts';
import { HOUR_TABLE, type HourTable, hourAt } from './hour-table.ts';

/** Takes some tens of milliseconds, in which others wait. */
const ROWS_AT_ONCE = 2_000;

/**
 * Lists the marked hours of a store whose hours were marked before there was a list. Each transaction lists some, and how
 * far it came: the next start continues.
 */
export class MarkedHoursMigration {
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #rows: StatementSync;

  constructor(db: EmbeddedDatabase, table: HourTable) {
    this.#db = db;
    this.#table = table;
    this.#rows = db.prepare(`
      SELECT key, hours FROM ${HOUR_TABLE} WHERE key > ? ORDER BY key LIMIT ${ROWS_AT_ONCE}`);
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await transact(this.#db, () => this.#listSome()))) await nextTurn();
  }

  /** @returns whether others may be left */
  #listSome(): boolean {
    const { marked } = this.#table;
    const after = marked.listedThrough() ?? Number.MIN_SAFE_INTEGER;
    if (after === Number.MAX_SAFE_INTEGER) return false;
    const rows = this.#rows.all(after) as unknown as { key: number; hours: Uint8Array }[];
    const found = rows.flatMap(({ key, hours }) =>
      decodeBlock(hours).flatMap((stored, slot) => {
        const marks = stored && marksOf(stored.cells);
        return marks && isMarked(marks) ? [{ ...hourAt({ key, slot }), marks }] : [];
      }),
    );
    // Hours that are recorded from now on are listed with their marks.
    marked.list(found, rows.at(-1)?.key ?? Number.MAX_SAFE_INTEGER);
    return true;
  }
}
