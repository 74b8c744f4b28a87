import { createHash } from 'node:crypto';
import type { StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { isKnown, marksOf, qualityOf } from '../hour-record.ts';
import type {
  HourQuality,
  HourScan,
  RecordedInHour,
  ScanGroup,
  ScannedHour,
  ScannedReading,
} from '../hour-scan.ts';
import { recordedReadings, scannedReadings } from '../scanned-readings.ts';
import { DEVICES_OF_A_BLOCK, decodeBlock } from './hour-blocks.ts';
import { HOUR_CHANGES_TABLE, utcDayOf } from './hour-changes.ts';
import type { PreviousHours } from './hour-migration.ts';
import { type HourTable, hourOfBlock, placeOf } from './hour-table.ts';

/** Reads the rows of a block of devices once for all of them. */
export class SqliteHourScan implements HourScan {
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #previous: PreviousHours;
  readonly #states: StatementSync;

  constructor(
    db: EmbeddedDatabase,
    { table, previous }: { readonly table: HourTable; readonly previous: PreviousHours },
  ) {
    this.#db = db;
    this.#table = table;
    this.#previous = previous;
    this.#states = db.prepare(
      `SELECT day, state FROM ${HOUR_CHANGES_TABLE} WHERE day BETWEEN ? AND ? ORDER BY day`,
    );
    this.#states.setReturnArrays(true);
  }

  async groups(deviceIds: readonly string[]): Promise<readonly ScanGroup[]> {
    // Hours of an earlier layout have no numbers of devices.
    if (this.#previous.arePresent()) return deviceIds.toSorted().map((deviceId) => [deviceId]);
    const numbered = deviceIds.flatMap((deviceId) => {
      const number = this.#table.devices.find(deviceId);
      return number === undefined ? [] : [{ deviceId, number }];
    });
    numbered.sort((one, other) => one.number - other.number);
    const groups: string[][] = [];
    let blockOfLast = -1;
    for (const { deviceId, number } of numbered) {
      const block = blockOf(number);
      if (block === blockOfLast) groups.at(-1)!.push(deviceId);
      else groups.push([deviceId]);
      blockOfLast = block;
    }
    return groups;
  }

  async hours(group: ScanGroup, starts: readonly number[]): Promise<readonly ScannedHour[][]> {
    if (this.#previous.arePresent()) {
      return group.map((deviceId) =>
        this.#previous.totals(deviceId, starts).map((total) => ({ ...total, isEstimated: false })),
      );
    }
    const { slots, found } = this.#prepare<ScannedHour>(group);
    for (const [hour, bytes] of this.#rows(group, starts)) {
      for (const [slot, stored] of decodeBlock(bytes).entries()) {
        const device = slots[slot];
        if (!stored || device === undefined || !isKnown(stored)) continue;
        const { total, readings, cells } = stored;
        const { suspect: _, ...marks } = marksOf(cells);
        found[device]!.push({ hour, total, readings, ...marks });
      }
    }
    return found;
  }

  async quality(group: ScanGroup, starts: readonly number[]): Promise<readonly HourQuality[][]> {
    this.#previous.expectNone();
    const { slots, found } = this.#prepare<HourQuality>(group);
    for (const [hour, bytes] of this.#rows(group, starts)) {
      for (const [slot, stored] of decodeBlock(bytes).entries()) {
        const device = slots[slot];
        if (stored && device !== undefined) found[device]!.push(qualityOf(hour, stored));
      }
    }
    return found;
  }

  async readings(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly ScannedReading[][]> {
    this.#previous.expectNone();
    const { slots, found } = this.#prepare<ScannedReading>(group);
    for (const [hour, bytes] of this.#rows(group, starts)) {
      for (const [slot, stored] of decodeBlock(bytes).entries()) {
        const device = slots[slot];
        if (!stored || device === undefined) continue;
        found[device]!.push(...scannedReadings(hour, stored.cells));
      }
    }
    return found;
  }

  async recorded(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly RecordedInHour[][]> {
    this.#previous.expectNone();
    const { slots, found } = this.#prepare<RecordedInHour>(group);
    for (const [hour, bytes] of this.#rows(group, starts)) {
      for (const [slot, stored] of decodeBlock(bytes).entries()) {
        const device = slots[slot];
        if (stored && device !== undefined) {
          found[device]!.push(...recordedReadings(hour, stored.cells));
        }
      }
    }
    return found;
  }

  async stateOf(from: number, until: number): Promise<string> {
    const rows = translateSqliteErrors(this.#db, () =>
      this.#states.all(utcDayOf(from), utcDayOf(until)),
    );
    return createHash('sha256')
      .update(JSON.stringify([rows, this.#previous.arePresent()]))
      .digest('base64url');
  }

  /** The place of each device of the group by its slot, and an empty list for each. */
  #prepare<T>(group: ScanGroup): { slots: number[]; found: T[][] } {
    const slots: number[] = [];
    for (const [index, deviceId] of group.entries()) {
      const number = this.#table.devices.find(deviceId);
      if (number !== undefined) slots[number % DEVICES_OF_A_BLOCK] = index;
    }
    return { slots, found: group.map(() => []) };
  }

  *#rows(group: ScanGroup, starts: readonly number[]): Generator<[number, Uint8Array]> {
    const number = group[0] === undefined ? undefined : this.#table.devices.find(group[0]);
    if (number === undefined || starts.length === 0) return;
    const rows = this.#table.rowsAt(starts.map((start) => placeOf(start, number).key));
    for (const [key, bytes] of rows) yield [hourOfBlock(key).hour, bytes];
  }
}

function blockOf(device: number): number {
  return Math.floor(device / DEVICES_OF_A_BLOCK);
}
