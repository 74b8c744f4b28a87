import type { StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type EmbeddedDatabase,
  EngineUnavailable,
  transact,
  translateSqliteErrors,
} from '@energy/engines';
import { totalOf } from '../hour.ts';
import { decodeCells, encodeCells } from '../hour-cells.ts';
import type { HourTotal, MigrationProgress } from '../hourly-consumption.ts';
import { type HourTable, placeOf } from './hour-table.ts';

/** The table of earlier releases: a row for each device and hour, energies as JSON by milliseconds into the hour. */
const PREVIOUS_TABLE = 'hourly_consumption';

/** So many hours are migrated in one transaction. */
const HOURS_AT_ONCE = 10_000;

interface PreviousHour {
  readonly hour: number;
  readonly device_id: string;
  readonly energies: string;
}

/**
 * The hours in the layout of earlier releases. A transaction moves some of them to the present layout: each hour
 * is in one of the two at any time, and a process that dies leaves the others to the next start.
 */
export class PreviousHours {
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #exists: StatementSync;
  /** Stays false: nothing creates the table any more. */
  #isPresent = true;

  constructor(db: EmbeddedDatabase, table: HourTable) {
    this.#db = db;
    this.#table = table;
    this.#exists = db.prepare(
      `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '${PREVIOUS_TABLE}'`,
    );
    this.#checkPresence();
  }

  /** @throws EngineUnavailable while any are left */
  expectNone(): void {
    if (!this.#checkPresence()) return;
    const file = this.#db.location();
    throw new EngineUnavailable(
      `the readings in ${file} are in the layout of an earlier release; wait until the projector has migrated ` +
        'them, or start it',
    );
  }

  arePresent(): boolean {
    return this.#checkPresence();
  }

  /** The starts of the first and the last hour. Call it only while any are present. */
  extent(): { readonly first: number; readonly last: number } {
    const { first, last } = this.#db
      .prepare(`SELECT min(hour) AS first, max(hour) AS last FROM ${PREVIOUS_TABLE}`)
      .get()!;
    return { first: (first ?? 0) as number, last: (last ?? 0) as number };
  }

  /** The totals of the given hours of a device in either layout, in the order of time. */
  totals(deviceId: string, starts: readonly number[]): readonly HourTotal[] {
    // The previous layout first: an hour that is migrated between the two reads is found twice, and never missed.
    const previous = this.#previousTotals(deviceId, starts);
    const present = this.#table.totals(deviceId, starts);
    if (previous.length === 0) return present;
    const byHour = new Map([...previous, ...present].map((total) => [total.hour, total]));
    return [...byHour.values()].sort((a, b) => a.hour - b.hour);
  }

  #previousTotals(deviceId: string, starts: readonly number[]): readonly HourTotal[] {
    return this.#whilePresent(() => {
      const select = this.#db.prepare(
        `SELECT total, readings FROM ${PREVIOUS_TABLE} WHERE hour = ? AND device_id = ?`,
      );
      select.setReadBigInts(true);
      return starts.flatMap((hour) => {
        const row = select.get(hour, deviceId) as { total: bigint; readings: bigint } | undefined;
        return row ? [{ hour, total: row.total, readings: Number(row.readings) }] : [];
      });
    }, []);
  }

  /** Moves all of them to the present layout, until the signal aborts. */
  async migrate(
    onProgress: (progress: MigrationProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let hours = 0;
    while (!signal.aborted && this.#checkPresence()) {
      const moved = await transact(this.#db, () => this.#checkPresence() && this.#moveSome());
      if (!moved) return;
      hours += moved.hours;
      onProgress({ hours, through: moved.through, last: moved.last });
      await nextTurn();
    }
  }

  /** Moves the first hours, and removes the table with the last of them, within a transaction. */
  #moveSome(): { hours: number; through: number; last: number } | undefined {
    const rows = this.#db
      .prepare(`
        SELECT hour, device_id, energies FROM ${PREVIOUS_TABLE}
        ORDER BY hour, device_id LIMIT ${HOURS_AT_ONCE}`)
      .all() as unknown as PreviousHour[];
    const end = rows.at(-1);
    if (!end) {
      this.#db.exec(`
        DROP TABLE ${PREVIOUS_TABLE};
        DELETE FROM checkpoints WHERE projection = '${PREVIOUS_TABLE}'`);
      return undefined;
    }
    this.#store(rows);
    this.#db
      .prepare(`DELETE FROM ${PREVIOUS_TABLE} WHERE (hour, device_id) <= (?, ?)`)
      .run(end.hour, end.device_id);
    const { last } = this.#db
      .prepare(`SELECT coalesce(max(hour), ?) AS last FROM ${PREVIOUS_TABLE}`)
      .get(end.hour)!;
    return { hours: rows.length, through: end.hour, last: last as number };
  }

  #store(rows: readonly PreviousHour[]): void {
    const assignment = this.#table.assignment();
    const writer = this.#table.writer();
    for (const { hour, device_id: deviceId, energies: json } of rows) {
      const { key, slot } = placeOf(hour, assignment.numberOf(deviceId));
      writer.change(key, (block) => {
        const stored = block[slot];
        if (stored && stored.cells.length === 0) return false; // Its readings were dropped.
        const energies = energiesIn(json);
        // An earlier release that runs beside this one can have recorded the hour again.
        for (const [offset, energy] of decodeCells(block[slot]?.cells ?? new Uint8Array())) {
          energies.set(offset, energy);
        }
        const total = totalOf(energies.values());
        const cells = encodeCells(energies);
        block[slot] = { readings: energies.size, total, cells };
        return true;
      });
    }
    writer.store();
    assignment.store();
  }

  #whilePresent<T>(read: () => T, otherwise: T): T {
    if (!this.#isPresent) return otherwise;
    return translateSqliteErrors(this.#db, () => {
      if (this.#db.isTransaction) return this.#checkPresence() ? read() : otherwise;
      // Another process may remove the table between two statements.
      this.#db.exec('BEGIN');
      try {
        return this.#checkPresence() ? read() : otherwise;
      } finally {
        this.#db.exec('COMMIT');
      }
    });
  }

  #checkPresence(): boolean {
    this.#isPresent &&= this.#exists.get() !== undefined;
    return this.#isPresent;
  }
}

function energiesIn(json: string): Map<number, number> {
  const energies = Object.entries(JSON.parse(json) as Record<string, number>);
  return new Map(energies.map(([offset, energy]) => [Number(offset), energy]));
}
