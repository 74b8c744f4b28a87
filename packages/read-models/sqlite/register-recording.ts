import type { StatementSync } from 'node:sqlite';
import { localHours, MAX_REGISTER_GAP_MS, type RegisterMeter } from '@energy/domain';
import type { EmbeddedDatabase } from '@energy/engines';
import { isDerived } from '../hour-record.ts';
import type { Placed } from '../placed-readings.ts';
import {
  type ChangedRegisterHour,
  decodeRegisterHour,
  encodeRegisterHour,
  lastRegister,
  type RegisterHour,
  RetainedRegisters,
} from '../register-hour.ts';
import {
  nearbyBatches,
  type RegisterBatch,
  RegisterWindow,
  type RegisterWindowOptions,
  type StoredMeter,
} from '../register-window.ts';
import type { HourBlock } from './hour-blocks.ts';
import { type HourTable, type HourWriter, placeOf } from './hour-table.ts';

/** What the hours of a device with a register were derived by, and where they begin and end. */
export const REGISTER_METERS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS register_meters_1 (
    device INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    meter TEXT NOT NULL,
    time_zone TEXT NOT NULL
  ) STRICT;
`;

/** A device with a register, and its number in the table of hours. */
export interface RegisterDevice {
  readonly deviceId: string;
  readonly device: number;
  readonly timeZone: string;
  readonly meter: RegisterMeter;
}

/** The stored descriptions of meters with registers. */
export class RegisterMeters {
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: EmbeddedDatabase) {
    this.#find = db.prepare('SELECT * FROM register_meters_1 WHERE device = ?');
    this.#put = db.prepare('INSERT OR REPLACE INTO register_meters_1 VALUES (?, ?, ?, ?, ?)');
    this.#remove = db.prepare('DELETE FROM register_meters_1 WHERE device = ?');
  }

  find(device: number): StoredMeter | undefined {
    const row = this.#find.get(device);
    return (
      row && {
        first: row.first as number,
        last: row.last as number,
        meter: JSON.parse(row.meter as string),
        timeZone: row.time_zone as string,
      }
    );
  }

  put(device: number, { first, last, meter, timeZone }: StoredMeter): void {
    this.#put.run(device, first, last, JSON.stringify(meter), timeZone);
  }

  remove(device: number): void {
    this.#remove.run(device);
  }
}

/** What is recorded of a device with a register: readings, decisions, or nothing. */
export interface RegisterRecord extends RegisterBatch {
  readonly device: RegisterDevice;
  /** Forgets what was decided before about the hours of the decisions. */
  readonly replacesEarlier?: boolean | undefined;
}

/** Hours that were derived again. */
export interface CheckedHours {
  /** Those that differ from the stored ones, as they must be. */
  readonly hours: ReadonlyMap<number, RegisterHour | undefined>;
  /** The last hour that was derived. */
  readonly through: number;
}

/** Records registers within one transaction, and writes each changed row of hours once. */
export class RegisterRecording {
  readonly #table: HourTable;
  readonly #meters: RegisterMeters;
  readonly #blocks = new Map<number, HourBlock>();
  readonly #changedSlots = new Map<number, Set<number>>();
  readonly #recordStart: number | undefined;

  /** @param recordStart hours before it stay as they are */
  constructor(table: HourTable, meters: RegisterMeters, recordStart: number | undefined) {
    this.#table = table;
    this.#meters = meters;
    this.#recordStart = recordStart;
  }

  /**
   * Adds readings or decisions of a device, and derives the hours that they change.
   *
   * @returns the changed hours
   */
  record(record: RegisterRecord, placed: Placed): ChangedRegisterHour[] {
    return nearbyBatches(record).flatMap((batch) =>
      this.#recordNearby({ ...record, ...batch }, placed),
    );
  }

  /** The last counted register at or before an instant. */
  valueBefore(device: number, at: number): number | undefined {
    for (const { start, hour } of this.#hoursBefore(device, at)) {
      if (start < at - MAX_REGISTER_GAP_MS) return undefined;
      const value = lastRegister(hour, at - start);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The first hour of a device whose registers stay when those before an instant are dropped. */
  retainedFrom(device: number, before: number): number {
    const retained = new RetainedRegisters();
    for (const { start, hour } of this.#hoursBefore(device, before - 1)) {
      if (!retained.add(start, hour)) break;
    }
    return retained.from;
  }

  /** The hours of a device up to that of an instant, the last one first. */
  *#hoursBefore(device: number, at: number) {
    const stored = this.#meters.find(device);
    if (!stored) return;
    const { first, last, timeZone } = stored;
    const zone = localHours(timeZone);
    for (
      let start = zone.startOf(Math.min(at, last));
      start >= first;
      start = zone.startOf(start - 1)
    ) {
      yield { start, hour: this.#hourOf(device, start) };
    }
  }

  /** Derives hours of a device again; returns those that differ, and the last one that was derived. */
  check(device: number, hour: number): CheckedHours {
    const stored = this.#meters.find(device);
    if (!stored?.meter) return { hours: new Map(), through: hour };
    const { meter, timeZone } = stored;
    // The next hour is checked with it: it may be missing.
    const next = localHours(timeZone).endOf(hour);
    const to = next <= stored.last ? next : hour;
    const { hours, derivedTo } = this.#changesOf(device, {
      readings: [],
      meter,
      timeZone,
      stored,
      placed: { recorded: 0, corrected: 0, repeated: 0, outOfRange: [] },
      checked: { from: hour, to },
    });
    return { hours, through: derivedTo ?? to };
  }

  /** Stores what {@link check} has found, in the transaction in which it was found. */
  put(device: number, hours: CheckedHours['hours']): void {
    for (const [hour, registerHour] of hours) this.#put(device, hour, registerHour);
  }

  /** Stores the changed hours; call it last. */
  store(writer: HourWriter): void {
    for (const key of Float64Array.from(this.#changedSlots.keys()).sort()) {
      const changed = this.#blocks.get(key)!;
      writer.change(key, (block) => {
        for (const slot of this.#changedSlots.get(key)!) block[slot] = changed[slot];
        return true;
      });
    }
  }

  #recordNearby({ device: of, ...batch }: RegisterRecord, placed: Placed): ChangedRegisterHour[] {
    const { deviceId, device, timeZone, meter } = of;
    const before = this.#meters.find(device);
    const options = { ...batch, meter, timeZone, stored: before, placed };
    const { hours, stored } = this.#changesOf(device, options);
    if (stored && !isSame(stored, before)) this.#meters.put(device, stored);
    return Array.from(hours, ([hour, registerHour]) => {
      this.#put(device, hour, registerHour);
      return { deviceId, hour, registerHour };
    });
  }

  #changesOf(device: number, options: RegisterWindowOptions) {
    const window = new RegisterWindow({ ...options, recordStart: this.#recordStart });
    for (let missing = window.missing(); missing.length > 0; missing = window.missing()) {
      const found = new Map<number, RegisterHour>();
      for (const start of missing) {
        const hour = this.#hourOf(device, start);
        if (hour) found.set(start, hour);
      }
      window.load(found);
    }
    return window.changes();
  }

  #hourOf(device: number, start: number): RegisterHour | undefined {
    const { key, slot } = placeOf(start, device);
    const stored = this.#blockAt(key)[slot];
    return stored && isDerived(stored.cells) ? decodeRegisterHour(stored) : undefined;
  }

  #put(device: number, start: number, hour: RegisterHour | undefined): void {
    const { key, slot } = placeOf(start, device);
    this.#blockAt(key)[slot] = hour && encodeRegisterHour(hour);
    const slots = this.#changedSlots.get(key);
    if (slots) slots.add(slot);
    else this.#changedSlots.set(key, new Set([slot]));
  }

  #blockAt(key: number): HourBlock {
    let block = this.#blocks.get(key);
    if (!block) {
      block = this.#table.blockAt(key);
      this.#blocks.set(key, block);
    }
    return block;
  }
}

function isSame(one: StoredMeter, other: StoredMeter | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
