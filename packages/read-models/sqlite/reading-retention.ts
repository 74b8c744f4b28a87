import type { StatementSync } from 'node:sqlite';
import { delay, type EmbeddedDatabase, transact, translateSqliteErrors } from '@energy/engines';
import { isDerived, isKnown, isMarked, marksOf, sumOfHour } from '../hour-record.ts';
import type { DropOptions } from '../hourly-consumption.ts';
import { withoutRegisters } from '../register-hour.ts';
import { DEVICES_OF_A_BLOCK, type HourBlock, type StoredHour } from './hour-blocks.ts';
import type { PreviousHours } from './hour-migration.ts';
import { firstKeyOf, HOUR_TABLE, type HourTable, hourOfBlock } from './hour-table.ts';
import { type RegisterMeters, RegisterRecording } from './register-recording.ts';

/** At most one row. Readings of hours before `record_start` are dropped, as far as the key `dropped_to`. */
export const READING_RETENTION_SCHEMA = `
  CREATE TABLE IF NOT EXISTS reading_retention_1 (
    record_start INTEGER NOT NULL,
    dropped_to INTEGER NOT NULL
  ) STRICT;
`;

/** Takes some tens of milliseconds, in which others wait. */
const ROWS_AT_ONCE = 1_000;
/** Dropping takes at most a quarter of the time; recording has the rest. */
const PAUSE_FACTOR = 3;
const NO_CELLS = new Uint8Array();

export interface ReadingRetentionDependencies {
  readonly table: HourTable;
  readonly previous: PreviousHours;
  readonly registerMeters: RegisterMeters;
}

/** The first hour of a device whose registers stay, by its number. */
type RetainedFrom = (device: number) => number;

/** Drops old readings; the totals of their hours stay. */
export class ReadingRetention {
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #previous: PreviousHours;
  readonly #registerMeters: RegisterMeters;
  readonly #start: StatementSync;
  readonly #keys: StatementSync;
  readonly #setDroppedTo: StatementSync;

  constructor(
    db: EmbeddedDatabase,
    { table, previous, registerMeters }: ReadingRetentionDependencies,
  ) {
    this.#db = db;
    this.#registerMeters = registerMeters;
    this.#table = table;
    this.#previous = previous;
    this.#start = db.prepare('SELECT record_start, dropped_to FROM reading_retention_1');
    this.#keys = db.prepare(`
      SELECT key FROM ${HOUR_TABLE} WHERE key >= ? AND key < ? ORDER BY key LIMIT ${ROWS_AT_ONCE}`);
    this.#setDroppedTo = db.prepare('UPDATE reading_retention_1 SET dropped_to = ?');
  }

  /** The instant before which readings are dropped; `undefined` if none are. */
  recordStart(): number | undefined {
    const row = translateSqliteErrors(this.#db, () => this.#start.get());
    return row?.record_start as number | undefined;
  }

  /** First refuses further readings of these hours, then drops those that are stored: a kill in between is harmless. */
  async drop({ before, onProgress, signal }: DropOptions): Promise<void> {
    this.#previous.expectNone();
    await transact(this.#db, () => this.#moveStart(before));
    let hours = 0;
    const retainedFrom = new Map<number, number>();
    while (!signal.aborted) {
      const started = performance.now();
      const step = await transact(this.#db, () => this.#dropSome(retainedFrom));
      if (!step) return;
      hours += step.hours;
      onProgress({ hours, through: step.through, last: before });
      await delay(PAUSE_FACTOR * (performance.now() - started), signal);
    }
  }

  /** Moves it forward, never back: what is dropped does not return. */
  #moveStart(before: number): void {
    const start = this.recordStart();
    if (start === undefined) {
      this.#db
        .prepare('INSERT INTO reading_retention_1 VALUES (?, ?)')
        .run(before, Number.MIN_SAFE_INTEGER);
    } else if (before > start) {
      this.#db.prepare('UPDATE reading_retention_1 SET record_start = ?').run(before);
    }
  }

  #dropSome(known: Map<number, number>): { hours: number; through: number } | undefined {
    const { record_start: start, dropped_to: droppedTo } = this.#start.get()!;
    const rows = this.#keys.all(droppedTo as number, firstKeyOf(start as number));
    if (rows.length === 0) return undefined;
    const registers = new RegisterRecording(this.#table, this.#registerMeters, start as number);
    const retainedFrom = (device: number) => {
      const from = known.get(device) ?? registers.retainedFrom(device, start as number);
      known.set(device, from);
      return from;
    };
    const writer = this.#table.writer();
    let hours = 0;
    for (const { key } of rows) {
      writer.change(key as number, (block) => {
        const dropped = dropCells(block, hourOfBlock(key as number), retainedFrom);
        hours += dropped;
        return dropped > 0;
      });
    }
    writer.store();
    const last = rows.at(-1)!.key as number;
    this.#setDroppedTo.run(last + 1);
    return { hours, through: hourOfBlock(last).hour };
  }
}

/** An hour whose readings were dropped. */
export function isDropped({ readings, cells }: StoredHour): boolean {
  return cells.length === 0 && readings > 0;
}

/** The total that stays is that of the readings: a wrong one could never be noticed again. */
function dropCells(
  hours: HourBlock,
  { hour: start, block }: ReturnType<typeof hourOfBlock>,
  retainedFrom: RetainedFrom,
): number {
  let dropped = 0;
  for (const [slot, hour] of hours.entries()) {
    if (!hour || isDropped(hour)) continue;
    if (isDerived(hour.cells)) {
      if (start >= retainedFrom(block * DEVICES_OF_A_BLOCK + slot)) continue;
      const stripped = withoutRegisters(hour);
      if (stripped.cells.length === hour.cells.length) continue;
      hours[slot] = isKnown(hour) || isMarked(marksOf(stripped.cells)) ? stripped : undefined;
    } else hours[slot] = isKnown(hour) ? { ...sumOfHour(hour), cells: NO_CELLS } : undefined;
    dropped += 1;
  }
  return dropped;
}
