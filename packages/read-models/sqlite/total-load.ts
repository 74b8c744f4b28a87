import type { StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { HighestTotals } from '../highest-totals.ts';
import { addTotals, type Total } from '../hour.ts';
import type { HourRange, LoadOfRange, LoadOptions, TotalLoad } from '../total-load.ts';
import { DEVICES_OF_A_BLOCK, decodeTotals } from './hour-blocks.ts';
import type { PreviousHours } from './hour-migration.ts';
import { firstKeyOf, HOUR_TABLE, type HourTable, hourOfBlock } from './hour-table.ts';

/** Rows between two turns of other work of this process: a few milliseconds. */
const ROWS_OF_A_TURN = 500;

export interface TotalLoadDependencies {
  readonly table: HourTable;
  readonly previous: PreviousHours;
}

export class SqliteTotalLoad implements TotalLoad {
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #previous: PreviousHours;
  readonly #rows: StatementSync;
  /** The numbers of the devices that were last left out. */
  #excluded:
    | { readonly ids: ReadonlySet<string>; readonly numbers: ReadonlySet<number> }
    | undefined;

  constructor(db: EmbeddedDatabase, { table, previous }: TotalLoadDependencies) {
    this.#db = db;
    this.#table = table;
    this.#previous = previous;
    this.#rows = db.prepare(
      `SELECT key, hours FROM ${HOUR_TABLE} WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`,
    );
  }

  async ofRange({ from, until }: HourRange, { top, without }: LoadOptions): Promise<LoadOfRange> {
    this.#previous.expectNone();
    const excluded = await this.#numbersOf(without);
    const end = firstKeyOf(until);
    const highest = new HighestTotals<number>(top);
    let total: Total = 0;
    let firstStart: number | undefined;
    for (let key = firstKeyOf(from); ; ) {
      const rows = this.#read(key, end);
      for (const row of rows) {
        const { hour, block } = hourOfBlock(row.key as number);
        for (const [slot, sum] of decodeTotals(row.hours as Uint8Array).entries()) {
          const device = block * DEVICES_OF_A_BLOCK + slot;
          if (!sum || excluded.has(device)) continue;
          firstStart ??= hour;
          total = addTotals(total, sum.total);
          highest.consider(device, sum.total);
        }
      }
      if (rows.length < ROWS_OF_A_TURN) break;
      key = (rows.at(-1)!.key as number) + 1;
      await nextTurn();
    }
    return { total: BigInt(total), firstStart, top: this.#devicesOf(highest) };
  }

  async #numbersOf(ids: ReadonlySet<string>): Promise<ReadonlySet<number>> {
    if (this.#excluded?.ids === ids) return this.#excluded.numbers;
    const numbers = new Set<number>();
    let count = 0;
    for (const id of ids) {
      const number = this.#table.devices.find(id);
      if (number !== undefined) numbers.add(number);
      if (++count % ROWS_OF_A_TURN === 0) await nextTurn();
    }
    this.#excluded = { ids, numbers };
    return numbers;
  }

  #read(key: number, end: number) {
    return translateSqliteErrors(this.#db, () => this.#rows.all(key, end, ROWS_OF_A_TURN));
  }

  #devicesOf(highest: HighestTotals<number>) {
    const totals = highest.list();
    if (totals.length === 0) return [];
    const numbers = totals.map(({ key }) => key);
    const ids = translateSqliteErrors(this.#db, () => this.#table.devices.idsOf(numbers));
    return totals.map(({ key, total }) => ({ deviceId: ids.get(key)!, total }));
  }
}
