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
import { BlockReader, DEVICES_OF_A_BLOCK, decodeBlock, type StoredHour } from './hour-blocks.ts';
import { HOUR_CHANGES_TABLE, utcDayOf } from './hour-changes.ts';
import type { PreviousHours } from './hour-migration.ts';
import { type BlockRange, type HourTable, hourOfBlock } from './hour-table.ts';

/**
 * Consecutive blocks that are read together: their rows of an hour lie side by side, and are found by one search instead
 * of one for each. More would delay other work of the process.
 */
const BLOCKS_OF_A_GROUP = 8;

/** A device of a group by its slot, for each block. */
type Places = ReadonlyMap<number, readonly (number | undefined)[]>;

/** Reads the rows of some blocks of devices once for all of them. */
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
    const groupOf = ({ number }: { readonly number: number }) =>
      Math.floor(blockOf(number) / BLOCKS_OF_A_GROUP);
    return Array.from(Map.groupBy(numbered, groupOf).values(), (group) =>
      group.map(({ deviceId }) => deviceId),
    );
  }

  async hours(group: ScanGroup, starts: readonly number[]): Promise<readonly ScannedHour[][]> {
    if (this.#previous.arePresent()) {
      return group.map((deviceId) =>
        this.#previous.totals(deviceId, starts).map((total) => ({ ...total, isEstimated: false })),
      );
    }
    const { places, found } = this.#prepare<ScannedHour>(group);
    this.#eachRow(places, starts, (hour, bytes, slots) => {
      const block = new BlockReader(bytes);
      while (block.next()) {
        const device = slots[block.slot];
        if (device === undefined) {
          block.skipCells();
          continue;
        }
        const scanned = scannedHour(hour, block);
        if (scanned) found[device]!.push(scanned);
      }
    });
    return found;
  }

  async quality(group: ScanGroup, starts: readonly number[]): Promise<readonly HourQuality[][]> {
    this.#previous.expectNone();
    return this.#collect(group, starts, (hour, stored) => [qualityOf(hour, stored)]);
  }

  async readings(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly ScannedReading[][]> {
    this.#previous.expectNone();
    return this.#collect(group, starts, (hour, { cells }) => scannedReadings(hour, cells));
  }

  async recorded(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly RecordedInHour[][]> {
    this.#previous.expectNone();
    return this.#collect(group, starts, (hour, { cells }) => recordedReadings(hour, cells));
  }

  async stateOf(from: number, until: number): Promise<string> {
    const rows = translateSqliteErrors(this.#db, () =>
      this.#states.all(utcDayOf(from), utcDayOf(until)),
    );
    return createHash('sha256')
      .update(JSON.stringify([rows, this.#previous.arePresent()]))
      .digest('base64url');
  }

  /** What is made of each stored hour of the devices of a group. */
  #collect<T>(
    group: ScanGroup,
    starts: readonly number[],
    from: (hour: number, stored: StoredHour) => readonly T[],
  ): readonly T[][] {
    const { places, found } = this.#prepare<T>(group);
    this.#eachRow(places, starts, (hour, bytes, slots) => {
      for (const [slot, stored] of decodeBlock(bytes).entries()) {
        const device = slots[slot];
        if (stored && device !== undefined) found[device]!.push(...from(hour, stored));
      }
    });
    return found;
  }

  /** The places of the devices of a group, and an empty list for each. */
  #prepare<T>(group: ScanGroup): { places: Places; found: T[][] } {
    const places = new Map<number, number[]>();
    for (const [index, deviceId] of group.entries()) {
      const number = this.#table.devices.find(deviceId);
      if (number === undefined) continue;
      const slots = places.getOrInsertComputed(blockOf(number), () => []);
      slots[number % DEVICES_OF_A_BLOCK] = index;
    }
    return { places, found: group.map(() => []) };
  }

  /** Reads the rows of consecutive blocks in the order of hours. */
  #eachRow(
    places: Places,
    starts: readonly number[],
    visit: (hour: number, bytes: Uint8Array, slots: readonly (number | undefined)[]) => void,
  ): void {
    if (starts.length === 0) return;
    for (const blocks of consecutive([...places.keys()])) {
      for (const [key, bytes] of this.#table.rowsOf(starts, blocks)) {
        const { hour, block } = hourOfBlock(key);
        visit(hour, bytes, places.get(block)!);
      }
    }
  }
}

function scannedHour(hour: number, block: BlockReader): ScannedHour | undefined {
  const { total, readings } = block;
  const special = block.takeSpecialCells();
  if (!special) return readings > 0 ? { hour, total, readings, isEstimated: false } : undefined;
  if (!isKnown({ readings, cells: special })) return undefined;
  const { suspect: _, ...marks } = marksOf(special);
  return { hour, total, readings, ...marks };
}

/** The first and the last of numbers that follow each other. */
function consecutive(numbers: readonly number[]): BlockRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const range = ranges.at(-1);
    if (range && number === range.last + 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges;
}

function blockOf(device: number): number {
  return Math.floor(device / DEVICES_OF_A_BLOCK);
}
