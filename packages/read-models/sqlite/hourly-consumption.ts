import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { reading, transact } from '@energy/engines';
import {
  type HourlyConsumption,
  type HourReading,
  type HourTotal,
  MOST_READINGS_OF_AN_HOUR,
  type Recorded,
} from '../hourly-consumption.ts';

/**
 * One row holds a device's hour: its energies (a JSON object of µWh by milliseconds into the hour),
 * how many readings these are, and their sum. The hour leads the key: readings arrive for the hours that are running, so what is
 * written lies together however long the history grows, and a day is 24 look-ups.
 */
export const HOURLY_CONSUMPTION_SCHEMA = `
  CREATE TABLE IF NOT EXISTS hourly_consumption (
    hour INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    total INTEGER NOT NULL,
    readings INTEGER NOT NULL,
    energies TEXT NOT NULL,
    PRIMARY KEY (hour, device_id)
  ) STRICT, WITHOUT ROWID;
`;

const LARGEST_TOTAL = 2n ** 63n - 1n;

/** A device's hour while a batch is recorded. */
interface Hour {
  /** Energies in µWh by milliseconds into the hour. */
  readonly energies: Record<string, number>;
  readings: number;
  total: Sum;
}

/** µWh: a number while that is exact, then a bigint. */
type Sum = number | bigint;

interface Counts {
  recorded: number;
  corrected: number;
  repeated: number;
  outOfRange: HourReading[];
}

export class SqliteHourlyConsumption implements HourlyConsumption {
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  /** By the number of hours that they ask for. */
  readonly #totals = new Map<number, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(
      'SELECT energies FROM hourly_consumption WHERE hour = ? AND device_id = ?',
    );
    this.#insert = db.prepare('INSERT INTO hourly_consumption VALUES (?, ?, ?, ?, ?)');
    this.#update = db.prepare(`
      UPDATE hourly_consumption SET total = ?, readings = ?, energies = ?
      WHERE hour = ? AND device_id = ?`);
  }

  async record(readings: readonly HourReading[]): Promise<Recorded> {
    const hours = inOrderOfRows(readings);
    return transact(this.#db, () => {
      const counts: Counts = { recorded: 0, corrected: 0, repeated: 0, outOfRange: [] };
      for (let start = 0; start < hours.length; ) {
        const end = endOfHour(hours, start);
        this.#recordHour(hours, start, end, counts);
        start = end;
      }
      return counts;
    });
  }

  async hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]> {
    return reading(this.#db, () => {
      const rows = this.#totalsOf(starts.length).all(deviceId, ...starts);
      return (rows as unknown as bigint[][]).map(([hour, total, readings]) => ({
        hour: Number(hour),
        total: total!,
        readings: Number(readings),
      }));
    });
  }

  #totalsOf(hours: number): StatementSync {
    let statement = this.#totals.get(hours);
    if (!statement) {
      statement = this.#db.prepare(`
        SELECT hour, total, readings FROM hourly_consumption
        WHERE device_id = ? AND hour IN (${Array(hours).fill('?').join()}) ORDER BY hour`);
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      this.#totals.set(hours, statement);
    }
    return statement;
  }

  /** Records `readings[start…end)`, which all belong to one hour of one device. */
  #recordHour(readings: readonly HourReading[], start: number, end: number, counts: Counts): void {
    const { hour: hourStart, deviceId } = readings[start]!;
    const row = this.#find.get(hourStart, deviceId) as { energies: string } | undefined;
    const hour = hourOf(row);
    let changed = false;
    for (let index = start; index < end; index++) {
      changed = put(readings[index]!, hour, counts) || changed;
    }
    if (!changed) return;
    const energies = JSON.stringify(hour.energies);
    if (row) this.#update.run(hour.total, hour.readings, energies, hourStart, deviceId);
    else this.#insert.run(hourStart, deviceId, hour.total, hour.readings, energies);
  }
}

function hourOf(row: { energies: string } | undefined): Hour {
  const hour: Hour = { energies: row ? JSON.parse(row.energies) : {}, readings: 0, total: 0 };
  for (const offset in hour.energies) {
    hour.readings += 1;
    hour.total = plus(hour.total, hour.energies[offset]!);
  }
  return hour;
}

/** Puts a reading among those of its hour; false where that changes nothing. */
function put(reading: HourReading, hour: Hour, counts: Counts): boolean {
  const offset = reading.at - reading.hour;
  const before = hour.energies[offset];
  if (before === reading.energy) {
    counts.repeated += 1;
    return false;
  }
  const total = plus(hour.total, reading.energy - (before ?? 0));
  const readings = before === undefined ? hour.readings + 1 : hour.readings;
  if (total > LARGEST_TOTAL || readings > MOST_READINGS_OF_AN_HOUR) {
    counts.outOfRange.push(reading);
    return false;
  }
  hour.energies[offset] = reading.energy;
  hour.total = total;
  hour.readings = readings;
  if (before === undefined) counts.recorded += 1;
  else counts.corrected += 1;
  return true;
}

function plus(total: Sum, energy: number): Sum {
  const sum = Number(total) + energy;
  return typeof total === 'number' && Number.isSafeInteger(sum)
    ? sum
    : BigInt(total) + BigInt(energy);
}

/** A copy in which the readings of one row are together, in the order in which they came. */
function inOrderOfRows(readings: readonly HourReading[]): readonly HourReading[] {
  return readings.toSorted(
    (a, b) => a.hour - b.hour || (a.deviceId < b.deviceId ? -1 : a.deviceId > b.deviceId ? 1 : 0),
  );
}

function endOfHour(readings: readonly HourReading[], start: number): number {
  const { hour, deviceId } = readings[start]!;
  let end = start + 1;
  while (readings[end]?.hour === hour && readings[end]?.deviceId === deviceId) end += 1;
  return end;
}
