import type { StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import type { HourTotal } from '../hourly-consumption.ts';
import { DEVICES_OF_A_BLOCK, decodeBlock, encodeBlock, type HourBlock } from './hour-blocks.ts';
import { HOUR_DEVICES_SCHEMA, HourDevices } from './hour-devices.ts';

export const HOUR_TABLE = 'hourly_consumption_1';

/**
 * A row holds the same hour of several devices ({@link HourBlock}), by a key of the hour and the block of
 * devices. The hour leads the key: readings arrive for the hours that are running, so what is written lies
 * together however long the history grows, and a day is 24 look-ups.
 */
export const HOUR_TABLE_SCHEMA = `
  ${HOUR_DEVICES_SCHEMA}
  CREATE TABLE IF NOT EXISTS ${HOUR_TABLE} (
    key INTEGER PRIMARY KEY,
    devices INTEGER NOT NULL,
    hours BLOB NOT NULL
  ) STRICT;
`;

/** Keys are safe integers until the year 2106. */
const MAX_BLOCKS = 2 ** 21;

/** The place of a device's hour. */
export interface HourPlace {
  /** Of its row. */
  readonly key: number;
  /** In its block. */
  readonly slot: number;
}

/** @param hour its start in milliseconds since 1970, UTC: whole seconds */
export function placeOf(hour: number, device: number): HourPlace {
  const seconds = hour / 1_000;
  const block = Math.floor(device / DEVICES_OF_A_BLOCK);
  if (!Number.isInteger(seconds)) throw new RangeError(`No hour starts at ${hour} ms`);
  if (block >= MAX_BLOCKS)
    throw new RangeError('There are too many devices for the key of an hour');
  return { key: seconds * MAX_BLOCKS + block, slot: device % DEVICES_OF_A_BLOCK };
}

/** The hour of a place, in milliseconds since 1970, UTC, and the number of the device. */
export function hourAt({ key, slot }: HourPlace): { hour: number; device: number } {
  const seconds = Math.floor(key / MAX_BLOCKS);
  const block = key - seconds * MAX_BLOCKS;
  return { hour: seconds * 1_000, device: block * DEVICES_OF_A_BLOCK + slot };
}

/** The hours of all devices, as they are stored. */
export class HourTable {
  readonly devices: HourDevices;
  readonly #db: EmbeddedDatabase;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  /** By the number of hours that they ask for. */
  readonly #blocks = new Map<number, StatementSync>();

  constructor(db: EmbeddedDatabase) {
    this.#db = db;
    this.devices = new HourDevices(db);
    this.#find = db.prepare(`SELECT hours FROM ${HOUR_TABLE} WHERE key = ?`);
    this.#insert = db.prepare(`INSERT INTO ${HOUR_TABLE} (devices, hours, key) VALUES (?, ?, ?)`);
    this.#update = db.prepare(`UPDATE ${HOUR_TABLE} SET devices = ?, hours = ? WHERE key = ?`);
  }

  /** Reads a block and stores what `change` makes of it, within the caller's transaction. */
  change(key: number, change: (block: HourBlock) => boolean): void {
    const row = this.#find.get(key) as { hours: Uint8Array } | undefined;
    const block = row ? decodeBlock(row.hours) : [];
    if (!change(block)) return;
    const devices = block.reduce((count, hour) => count + (hour ? 1 : 0), 0);
    (row ? this.#update : this.#insert).run(devices, encodeBlock(block), key);
  }

  /** The totals of the given hours of a device, without those that have no reading. */
  totals(deviceId: string, starts: readonly number[]): readonly HourTotal[] {
    const device = this.devices.find(deviceId);
    if (device === undefined) return [];
    const keys = starts.map((start) => placeOf(start, device).key);
    const slot = device % DEVICES_OF_A_BLOCK;
    const rows = translateSqliteErrors(this.#db, () => this.#blocksOf(keys.length).all(...keys));
    const totals: HourTotal[] = [];
    for (const [key, hours] of rows as unknown as [number, Uint8Array][]) {
      const stored = decodeBlock(hours)[slot];
      if (!stored) continue;
      const { hour } = hourAt({ key, slot });
      totals.push({ hour, total: BigInt(stored.total), readings: stored.readings });
    }
    return totals;
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
