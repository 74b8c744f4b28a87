import type { StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import { isKnown, isMarked, marksOf, NO_MARKS } from '../hour-record.ts';
import type { HourMarks, HourTotal, MarkedHour } from '../hourly-consumption.ts';
import { DAY_TABLE_SCHEMA, DayChanges, DayTable, MAX_BLOCKS } from './day-table.ts';
import { type DeviceZone, NOT_BUILT } from './day-zones.ts';
import {
  DEVICES_OF_A_BLOCK,
  decodeBlock,
  decodeSum,
  decodeTotals,
  encodeBlock,
  type HourBlock,
  type HourSum,
  type StoredHour,
} from './hour-blocks.ts';
import { HOUR_CHANGES_SCHEMA, HourChanges, utcDayOf } from './hour-changes.ts';
import { type DeviceAssignment, HOUR_DEVICES_SCHEMA, HourDevices } from './hour-devices.ts';
import { MARKED_HOURS_SCHEMA, MarkedHours } from './marked-hours.ts';

export const HOUR_TABLE = 'hourly_consumption_1';

/**
 * A row holds the same hour of several devices ({@link HourBlock}), by a key of the hour and the block of
 * devices. The hour leads the key: readings arrive for the hours that are running, so what is written lies
 * together however long the history grows, and a day is 24 look-ups.
 */
export const HOUR_TABLE_SCHEMA = `
  ${HOUR_DEVICES_SCHEMA}
  ${DAY_TABLE_SCHEMA}
  ${HOUR_CHANGES_SCHEMA}
  ${MARKED_HOURS_SCHEMA}
  CREATE TABLE IF NOT EXISTS ${HOUR_TABLE} (
    key INTEGER PRIMARY KEY,
    devices INTEGER NOT NULL,
    hours BLOB NOT NULL
  ) STRICT;
`;

/** The place of a device's hour. */
export interface HourPlace {
  /** Of its row. */
  readonly key: number;
  /** In its block. */
  readonly slot: number;
}

/** Consecutive blocks of devices, both ends included. */
export interface BlockRange {
  readonly first: number;
  readonly last: number;
}

/** @param hour its start in milliseconds since 1970, UTC: whole seconds */
export function placeOf(hour: number, device: number): HourPlace {
  const block = Math.floor(device / DEVICES_OF_A_BLOCK);
  if (block >= MAX_BLOCKS)
    throw new RangeError('There are too many devices for the key of an hour');
  return { key: firstKeyOf(hour) + block, slot: device % DEVICES_OF_A_BLOCK };
}

/** The key of the first block of an hour: a safe integer until the year 2106. */
export function firstKeyOf(hour: number): number {
  const seconds = hour / 1_000;
  if (!Number.isInteger(seconds)) throw new RangeError(`No hour starts at ${hour} ms`);
  return seconds * MAX_BLOCKS;
}

/** The hour of a key, in milliseconds since 1970, UTC, and the block of devices. */
export function hourOfBlock(key: number): { readonly hour: number; readonly block: number } {
  const seconds = Math.floor(key / MAX_BLOCKS);
  return { hour: seconds * 1_000, block: key - seconds * MAX_BLOCKS };
}

/** The hour of a place, in milliseconds since 1970, UTC, and the number of the device. */
export function hourAt({ key, slot }: HourPlace): { hour: number; device: number } {
  const { hour, block } = hourOfBlock(key);
  return { hour, device: block * DEVICES_OF_A_BLOCK + slot };
}

/** The hours of all devices, as they are stored. */
export class HourTable {
  readonly devices: HourDevices;
  readonly days: DayTable;
  readonly marked: MarkedHours;
  readonly #db: EmbeddedDatabase;
  readonly #changes: HourChanges;
  readonly #find: StatementSync;
  readonly #range: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #correct: StatementSync;
  readonly #remove: StatementSync;
  /** By the number of hours that they ask for. */
  readonly #blocks = new Map<number, StatementSync>();

  constructor(db: EmbeddedDatabase) {
    this.#db = db;
    this.devices = new HourDevices(db);
    this.days = new DayTable(db);
    this.marked = new MarkedHours(db);
    this.#changes = new HourChanges(db);
    this.#find = db.prepare(`SELECT hours FROM ${HOUR_TABLE} WHERE key = ?`);
    this.#range = db.prepare(`SELECT key, hours FROM ${HOUR_TABLE} WHERE key BETWEEN ? AND ?`);
    this.#range.setReturnArrays(true);
    this.#insert = db.prepare(`INSERT INTO ${HOUR_TABLE} (devices, hours, key) VALUES (?, ?, ?)`);
    this.#remove = db.prepare(`DELETE FROM ${HOUR_TABLE} WHERE key = ?`);
    this.#update = db.prepare(`UPDATE ${HOUR_TABLE} SET devices = ?, hours = ? WHERE key = ?`);
    this.#correct = db.prepare(`UPDATE ${HOUR_TABLE} SET hours = ? WHERE key = ? AND hours = ?`);
  }

  /** Assigns numbers to devices in one write transaction of the caller. */
  assignment(): DeviceAssignment {
    const zones: DeviceZone[] = [];
    const assignment = this.devices.assignment((device, timeZone = '') => {
      // A new device has no hours: its days contain all of them.
      zones.push({ device, timeZone, isBuilt: timeZone !== '' });
    });
    const store = () => {
      assignment.store();
      this.days.zones.put(zones);
    };
    return { ...assignment, store };
  }

  /** Changes hours and the days that contain them, in one transaction of the caller. */
  writer(): HourWriter {
    const statements = {
      find: this.#find,
      insert: this.#insert,
      update: this.#update,
      correct: this.#correct,
      remove: this.#remove,
    };
    const { days, marked } = this;
    return new HourWriter(statements, { days, marked, hourChanges: this.#changes });
  }

  /** The hours of a row by slot; none where there is no such row. */
  blockAt(key: number): HourBlock {
    const row = this.#find.get(key);
    return row ? decodeBlock(row.hours as Uint8Array) : [];
  }

  /** The totals of the given hours of a device, without those whose energy is not known. */
  totals(deviceId: string, starts: readonly number[]): readonly HourTotal[] {
    const device = this.devices.find(deviceId);
    if (device === undefined) return [];
    const slot = device % DEVICES_OF_A_BLOCK;
    const totals: HourTotal[] = [];
    for (const [key, bytes] of this.rowsAt(starts.map((start) => placeOf(start, device).key))) {
      const sum = decodeSum(bytes, slot);
      if (!sum) continue;
      const { total, readings } = sum;
      totals.push({ hour: hourOfBlock(key).hour, total: BigInt(total), readings });
    }
    return totals;
  }

  /** The rows with these keys, each as its key and its block, in the order of keys. */
  rowsAt(keys: readonly number[]): readonly [key: number, hours: Uint8Array][] {
    const rows = translateSqliteErrors(this.#db, () => this.#blocksOf(keys.length).all(...keys));
    return rows as unknown as [number, Uint8Array][];
  }

  /** The rows of these hours and of consecutive blocks, each as its key and its block, by hour and then by block. */
  *rowsOf(
    starts: readonly number[],
    { first, last }: BlockRange,
  ): Generator<[key: number, hours: Uint8Array]> {
    const keys = starts.map(firstKeyOf);
    if (first === last) {
      yield* this.rowsAt(keys.map((key) => key + first));
      return;
    }
    for (const key of keys) {
      const rows = translateSqliteErrors(this.#db, () => this.#range.all(key + first, key + last));
      yield* rows as unknown as [number, Uint8Array][];
    }
  }

  /** The marks of the given hours of a device that have some. */
  marks(deviceId: string, starts: readonly number[]): readonly MarkedHour[] {
    const marked: MarkedHour[] = [];
    for (const { hour, stored } of this.#storedHours(deviceId, starts)) {
      const marks = marksOf(stored.cells);
      if (isMarked(marks)) marked.push({ hour, ...marks });
    }
    return marked;
  }

  /** The sum of a device's hour. */
  sumAt({ key, slot }: HourPlace): HourSum | undefined {
    const row = this.#find.get(key);
    return row && decodeSum(row.hours as Uint8Array, slot);
  }

  #storedHours(
    deviceId: string,
    starts: readonly number[],
  ): readonly { readonly hour: number; readonly stored: StoredHour }[] {
    const device = this.devices.find(deviceId);
    if (device === undefined) return [];
    const keys = starts.map((start) => placeOf(start, device).key);
    const slot = device % DEVICES_OF_A_BLOCK;
    const hours: { hour: number; stored: StoredHour }[] = [];
    for (const [key, bytes] of this.rowsAt(keys)) {
      const stored = decodeBlock(bytes)[slot];
      if (stored) hours.push({ hour: hourAt({ key, slot }).hour, stored });
    }
    return hours;
  }

  #blocksOf(hours: number): StatementSync {
    let statement = this.#blocks.get(hours);
    if (!statement) {
      const keys = Array(hours).fill('?').join();
      statement = this.#db.prepare(`SELECT key, hours FROM ${HOUR_TABLE} WHERE key IN (${keys})`);
      statement.setReturnArrays(true);
      this.#blocks.set(hours, statement);
    }
    return statement;
  }
}

/** What a change of an hour changes as well. */
interface WrittenWithHours {
  readonly days: DayTable;
  readonly marked: MarkedHours;
  readonly hourChanges: HourChanges;
}

type WriteStatements = Readonly<
  Record<'find' | 'insert' | 'update' | 'correct' | 'remove', StatementSync>
>;

/** A block of hours with wrong sums, as it is stored, and with the right ones. */
export interface SumCorrection {
  readonly key: number;
  readonly stored: Uint8Array;
  readonly corrected: Uint8Array;
}

/** Writes hours, and keeps the days that contain them equal to their sums. */
export class HourWriter {
  readonly #statements: WriteStatements;
  readonly #days: DayTable;
  readonly #marked: MarkedHours;
  readonly #hourChanges: HourChanges;
  readonly #builtTo: number;
  readonly #changes: DayChanges;
  readonly #changedDays = new Set<number>();

  constructor(statements: WriteStatements, { days, marked, hourChanges }: WrittenWithHours) {
    this.#statements = statements;
    this.#days = days;
    this.#marked = marked;
    this.#hourChanges = hourChanges;
    this.#builtTo = days.builtTo();
    this.#changes = new DayChanges(days);
  }

  /** Reads a block and stores what `change` makes of it: replaced hours, never altered ones. */
  change(key: number, change: (block: HourBlock) => boolean): void {
    const { find, insert, update, remove } = this.#statements;
    const row = find.get(key) as { hours: Uint8Array } | undefined;
    const block = row ? decodeBlock(row.hours) : [];
    const stored = [...block];
    const before = key < this.#builtTo ? knownHours(block) : undefined;
    if (!change(block)) return;
    this.#changeMarks(key, stored, block);
    const devices = block.reduce((count, hour) => count + (hour ? 1 : 0), 0);
    const encoded = encodeBlock(block);
    // SQLite merges a page with its neighbours when a row is deleted, and not when one becomes smaller.
    const isMuchSmaller = row !== undefined && encoded.length * 2 < row.hours.length;
    if (isMuchSmaller) remove.run(key);
    if (devices > 0) (row && !isMuchSmaller ? update : insert).run(devices, encoded, key);
    this.#changedDays.add(utcDayOf(hourOfBlock(key).hour));
    if (!before) return;
    const after = knownHours(block);
    this.#changes.add(hourOfBlock(key), { before, after }, (device) => this.#zoneOf(device));
  }

  /** Corrects the sums of a block; returns false, and stores nothing, if the block is another one by now. */
  correct({ key, stored, corrected }: SumCorrection): boolean {
    if (this.#statements.correct.run(corrected, key, stored).changes === 0) return false;
    this.#changedDays.add(utcDayOf(hourOfBlock(key).hour));
    if (key < this.#builtTo) {
      const sums = { before: decodeTotals(stored), after: decodeTotals(corrected) };
      this.#changes.add(hourOfBlock(key), sums, (device) => this.#zoneOf(device));
    }
    return true;
  }

  /** Stores the days that the changed hours belong to, and that they changed; call it last. */
  store(): void {
    this.#hourChanges.note(this.#changedDays);
    this.#changes.store();
  }

  #changeMarks(key: number, before: HourBlock, after: HourBlock): void {
    for (let slot = 0; slot < DEVICES_OF_A_BLOCK; slot++) {
      if (before[slot] === after[slot]) continue;
      this.#marked.change(hourAt({ key, slot }), marksIn(before[slot]), marksIn(after[slot]));
    }
  }

  #zoneOf(device: number): string {
    const { zones } = this.#days;
    const zone = zones.of(device);
    if (zone === undefined) zones.put([{ device, timeZone: '', isBuilt: false }]);
    return zone ?? NOT_BUILT;
  }
}

function marksIn(hour: StoredHour | undefined): HourMarks {
  return hour ? marksOf(hour.cells) : NO_MARKS;
}

/** The hours whose energy is known, by slot. */
function knownHours(block: HourBlock): HourBlock {
  return block.map((hour) => (hour && isKnown(hour) ? hour : undefined));
}
