import type { StatementSync } from 'node:sqlite';
import { type CalendarDay, localHours } from '@energy/domain';
import type { EmbeddedDatabase } from '@energy/engines';
import type { DayRange } from '../daily-consumption.ts';
import { addTotals, subtractTotals } from '../hour.ts';
import { type DayBlock, decodeDay, decodeDays, encodeDays, type StoredDay } from './day-blocks.ts';
import { DAY_ZONES_SCHEMA, DayZones, NOT_BUILT } from './day-zones.ts';
import { DEVICES_OF_A_BLOCK, type HourSum } from './hour-blocks.ts';

export const DAY_TABLE = 'daily_consumption_1';

/** Keys of days and of hours have room for as many blocks of devices. */
export const MAX_BLOCKS = 2 ** 21;

/**
 * A row holds the same day of several devices ({@link DayBlock}), by a key of the day and the block of devices.
 * The stored days contain the hours whose keys are below `built_to`, and no others.
 */
export const DAY_TABLE_SCHEMA = `
  ${DAY_ZONES_SCHEMA}
  CREATE TABLE IF NOT EXISTS ${DAY_TABLE} (
    key INTEGER PRIMARY KEY,
    devices INTEGER NOT NULL,
    days BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS daily_consumption_progress_1 (
    built_to INTEGER NOT NULL,
    zone_changes INTEGER NOT NULL
  ) STRICT;
`;
export const DAY_TABLE_FIRST_ROWS = { daily_consumption_progress_1: [Number.MIN_SAFE_INTEGER, 0] };

/** The key of a row of days. */
export function dayKey(day: CalendarDay, block: number): number {
  return day * MAX_BLOCKS + block;
}

export function dayOfKey(key: number): { readonly day: CalendarDay; readonly block: number } {
  const day = Math.floor(key / MAX_BLOCKS);
  return { day, block: key - day * MAX_BLOCKS };
}

/** The days of all devices, as they are stored. */
export class DayTable {
  readonly zones: DayZones;
  readonly #progress: StatementSync;
  readonly #setBuiltTo: StatementSync;
  readonly #countZoneChange: StatementSync;
  readonly #find: StatementSync;
  readonly #findAll: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;

  constructor(db: EmbeddedDatabase) {
    this.zones = new DayZones(db);
    this.#progress = db.prepare('SELECT built_to, zone_changes FROM daily_consumption_progress_1');
    this.#setBuiltTo = db.prepare('UPDATE daily_consumption_progress_1 SET built_to = ?');
    this.#countZoneChange = db.prepare(
      'UPDATE daily_consumption_progress_1 SET zone_changes = zone_changes + 1',
    );
    this.#find = db.prepare(`SELECT days FROM ${DAY_TABLE} WHERE key = ?`);
    this.#findAll = db.prepare(`
      SELECT stored.key, days FROM json_each(?) AS wanted
      CROSS JOIN ${DAY_TABLE} AS stored ON stored.key = wanted.value`);
    this.#findAll.setReturnArrays(true);
    this.#put = db.prepare(`INSERT OR REPLACE INTO ${DAY_TABLE} VALUES (?, ?, ?)`);
    this.#delete = db.prepare(`DELETE FROM ${DAY_TABLE} WHERE key = ?`);
  }

  /** Reads the key of hours below which the stored days contain them. Call it first in a transaction. */
  builtTo(): number {
    const { built_to: builtTo, zone_changes: changes } = this.#progress.get()!;
    this.zones.noteChanges(changes as number);
    return builtTo as number;
  }

  /** Within the caller's transaction. */
  setBuiltTo(key: number): void {
    this.#setBuiltTo.run(key);
  }

  /** Signals to every process that the zone of a device has changed, within the caller's transaction. */
  countZoneChange(): void {
    this.#countZoneChange.run();
  }

  read(key: number): DayBlock | undefined {
    const row = this.#find.get(key);
    return row && decodeDays(row.days as Uint8Array);
  }

  /** Reads the days of one device, from one day to another, both included. */
  *ofDevice(
    device: number,
    { from, to }: DayRange,
  ): Generator<readonly [day: CalendarDay, stored: StoredDay]> {
    const slot = device % DEVICES_OF_A_BLOCK;
    const block = Math.floor(device / DEVICES_OF_A_BLOCK);
    const keys = Array.from({ length: to - from + 1 }, (_, index) => dayKey(from + index, block));
    for (const row of this.#findAll.all(JSON.stringify(keys))) {
      const [key, days] = row as unknown as [number, Uint8Array];
      const stored = decodeDay(days, slot);
      if (stored) yield [dayOfKey(key).day, stored];
    }
  }

  /** Stores a block, or removes it if it is empty, within the caller's transaction. */
  write(key: number, block: DayBlock): void {
    const devices = block.reduce((count, day) => count + (day ? 1 : 0), 0);
    if (devices === 0) this.#delete.run(key);
    else this.#put.run(key, devices, encodeDays(block));
  }
}

/** The sums of an hour's readings, by slot; without hours whose energy is not known. */
type HourSums = readonly (HourSum | undefined)[];

/** Collects what hours add to days, for one transaction. */
export class DayChanges {
  readonly #table: DayTable;
  readonly #dayOfHour = new DayOfHour();
  /** Differences by the key of the row, then by slot. */
  readonly #changes = new Map<number, DayBlock>();

  constructor(table: DayTable) {
    this.#table = table;
  }

  /**
   * Adds the difference of two states of a block of hours.
   *
   * @param zoneOf the zone of a device; days do not contain the hours of one that is {@link NOT_BUILT}
   */
  add(
    { hour, block }: { readonly hour: number; readonly block: number },
    { before, after }: { readonly before: HourSums; readonly after: HourSums },
    zoneOf: (device: number) => string,
  ): void {
    for (const [slot, now] of after.entries()) {
      const then = before[slot];
      if (now === then) continue;
      if (now?.readings === then?.readings && now?.total === then?.total) continue;
      const timeZone = zoneOf(block * DEVICES_OF_A_BLOCK + slot);
      if (timeZone === NOT_BUILT) continue;
      const key = dayKey(this.#dayOfHour.of(timeZone, hour), block);
      this.#add(key, slot, {
        hours: Number(now !== undefined) - Number(then !== undefined),
        readings: (now?.readings ?? 0) - (then?.readings ?? 0),
        total: subtractTotals(now?.total ?? 0, then?.total ?? 0),
      });
    }
  }

  /** Stores the changed days, within the caller's transaction. */
  store(): void {
    for (const key of Float64Array.from(this.#changes.keys()).sort()) {
      const block = this.#table.read(key) ?? [];
      for (const [slot, change] of this.#changes.get(key)!.entries()) {
        if (change) block[slot] = atLeastNothing(plus(block[slot], change));
      }
      this.#table.write(key, block);
    }
    this.#changes.clear();
  }

  #add(key: number, slot: number, change: StoredDay): void {
    let block = this.#changes.get(key);
    if (!block) {
      block = [];
      this.#changes.set(key, block);
    }
    block[slot] = plus(block[slot], change);
  }
}

export function plus(day: StoredDay | undefined, change: StoredDay): StoredDay {
  if (!day) return change;
  return {
    hours: day.hours + change.hours,
    readings: day.readings + change.readings,
    total: addTotals(day.total, change.total),
  };
}

/** A stored day that was too small must not keep a correction from being recorded; a review corrects it. */
function atLeastNothing(day: StoredDay): StoredDay {
  return {
    hours: Math.max(0, day.hours),
    readings: Math.max(0, day.readings),
    total: day.total < 0 ? 0 : day.total,
  };
}

/** The days of hours, for many devices of few zones whose hours come in the order of time. */
export class DayOfHour {
  readonly #last = new Map<string, { hour: number; day: CalendarDay }>();

  of(timeZone: string, hour: number): CalendarDay {
    const last = this.#last.get(timeZone);
    if (last?.hour === hour) return last.day;
    const day = localHours(timeZone).dayOfHour(hour);
    this.#last.set(timeZone, { hour, day });
    return day;
  }
}
