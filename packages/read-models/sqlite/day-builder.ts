import type { StatementSync } from 'node:sqlite';
import { type CalendarDay, localHours } from '@energy/domain';
import { delay, type EmbeddedDatabase, transact, translateSqliteErrors } from '@energy/engines';
import type { BuildOptions, ZoneProgress } from '../daily-consumption.ts';
import type { StoredDay } from './day-blocks.ts';
import { DAY_TABLE, DayChanges, type DayTable, dayKey, dayOfKey, plus } from './day-table.ts';
import { NOT_BUILT, type UnbuiltDevice } from './day-zones.ts';
import type { DeviceZones } from './device-zones.ts';
import { DEVICES_OF_A_BLOCK, decodeTotals } from './hour-blocks.ts';
import type { PreviousHours } from './hour-migration.ts';
import { firstKeyOf, HOUR_TABLE, type HourTable, hourOfBlock, placeOf } from './hour-table.ts';

const HOUR_MS = 3_600_000;
/**
 * Hours are added to days when nearly all of their readings are recorded: each later change of an hour also changes
 * its day.
 */
const RUNNING_MS = 2 * HOUR_MS;
/** Takes some tens of milliseconds, in which others wait. */
const ROWS_AT_ONCE = 2_000;
const ZONES_AT_ONCE = 100;
/** Building takes at most a quarter of the time; recording has the rest. */
const PAUSE_FACTOR = 3;

export interface DayBuilderDependencies {
  readonly table: HourTable;
  readonly previous: PreviousHours;
  readonly zones: DeviceZones;
}

interface HourRow {
  readonly key: number;
  readonly devices: number;
  readonly hours: Uint8Array;
}

/** Adds hours that have ended to the stored days, and moves the days of devices to their present zones. */
export class DayBuilder {
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #days: DayTable;
  readonly #previous: PreviousHours;
  readonly #zones: DeviceZones;
  readonly #rows: StatementSync;
  readonly #newest: StatementSync;
  readonly #extent: StatementSync;
  readonly #hour: StatementSync;
  readonly #next: StatementSync;
  #hasComparedZones = false;

  constructor(db: EmbeddedDatabase, { table, previous, zones }: DayBuilderDependencies) {
    this.#db = db;
    this.#table = table;
    this.#days = table.days;
    this.#previous = previous;
    this.#zones = zones;
    this.#rows = db.prepare(`
      SELECT key, devices, hours FROM ${HOUR_TABLE} WHERE key >= ? AND key < ?
      ORDER BY key LIMIT ${ROWS_AT_ONCE}`);
    this.#newest = db.prepare(`SELECT max(key) AS key FROM ${HOUR_TABLE}`);
    this.#extent = db.prepare(`SELECT min(key) AS first, max(key) AS last FROM ${DAY_TABLE}`);
    this.#hour = db.prepare(`SELECT hours FROM ${HOUR_TABLE} WHERE key = ?`);
    this.#next = db.prepare(`SELECT min(key) AS key FROM ${HOUR_TABLE} WHERE key >= ?`);
  }

  async build({
    now,
    onProgress,
    onZoneComparison,
    onZoneProgress,
    signal,
  }: BuildOptions): Promise<void> {
    this.#previous.expectNone();
    await this.#compareZones(signal, onZoneComparison);
    let hours = 0;
    await this.#repeat(signal, async () => {
      const step = await transact(this.#db, () => this.#addHours(now));
      if (!step) return false;
      hours += step.hours;
      onProgress({ hours, through: step.through, last: step.last });
      return true;
    });
    await this.#adoptAll(signal, onZoneProgress);
  }

  /** Adds the next hours to their days; `undefined` if all are added that are not running. */
  #addHours(now: number): { hours: number; through: number; last: number } | undefined {
    const newest = this.#newest.get()!.key as number | null;
    if (newest === null) return undefined;
    const last = Math.min(hourOfBlock(newest).hour, now) - RUNNING_MS;
    const end = firstKeyOf(Math.floor(last / 1_000) * 1_000 + 1_000);
    const rows = this.#rows.all(this.#days.builtTo(), end);
    if (rows.length === 0) return undefined;
    const changes = new DayChanges(this.#days);
    let hours = 0;
    for (const { key, devices, hours: stored } of rows as unknown as HourRow[]) {
      const after = decodeTotals(stored);
      hours += devices;
      changes.add(hourOfBlock(key), { before: [], after }, (device) => this.#zoneOf(device));
    }
    changes.store();
    const through = rows.at(-1)!.key as number;
    this.#days.setBuiltTo(through + 1);
    return { hours, through: hourOfBlock(through).hour, last };
  }

  #zoneOf(device: number): string {
    const { zones } = this.#days;
    const zone = zones.of(device);
    if (zone === undefined) zones.put([{ device, timeZone: '', isBuilt: false }]);
    return zone ?? NOT_BUILT;
  }

  /**
   * Looks once for devices without a stored zone, which an earlier release recorded, and for those whose zone is
   * another one now.
   */
  async #compareZones(
    signal: AbortSignal,
    onProgress: (progress: ZoneProgress) => void = () => {},
  ): Promise<void> {
    if (this.#hasComparedZones) return;
    const all = translateSqliteErrors(this.#db, () => this.#zones.count());
    let number = -1;
    let compared = 0;
    await this.#repeat(signal, async () => {
      const devices = translateSqliteErrors(this.#db, () => this.#zones.after(number));
      const numbered = devices.flatMap(({ id, timeZone }) => {
        const device = this.#table.devices.find(id);
        return device === undefined ? [] : [{ device, timeZone }];
      });
      if (this.#haveOtherZones(numbered)) await transact(this.#db, () => this.#putZones(numbered));
      number = devices.at(-1)?.number ?? number;
      compared += devices.length;
      onProgress({ devices: compared, all: Math.max(compared, all) });
      this.#hasComparedZones = devices.length === 0;
      return !this.#hasComparedZones;
    });
  }

  #haveOtherZones(devices: readonly UnbuiltDevice[]): boolean {
    const { zones } = this.#days;
    return devices.some(({ device, timeZone }) => zones.of(device) !== timeZone);
  }

  /** Where days contain hours by another zone, hours are read instead of them until {@link #adopt} has run. */
  #putZones(devices: readonly UnbuiltDevice[]): void {
    const { zones } = this.#days;
    const isBuilt = this.#days.builtTo() === Number.MIN_SAFE_INTEGER;
    const others = devices.filter(({ device, timeZone }) => zones.of(device) !== timeZone);
    zones.put(others.map((other) => ({ ...other, isBuilt })));
    this.#days.countZoneChange();
  }

  async #adoptAll(
    signal: AbortSignal,
    onProgress: (progress: ZoneProgress) => void = () => {},
  ): Promise<void> {
    const { zones } = this.#days;
    let after = -1;
    let adopted = 0;
    let all: number | undefined;
    await this.#repeat(signal, async () => {
      const devices = translateSqliteErrors(this.#db, () =>
        zones.unbuiltAfter(after, ZONES_AT_ONCE),
      );
      if (devices.length > 0) all ??= translateSqliteErrors(this.#db, () => zones.countUnbuilt());
      for (const device of devices) {
        if (await transact(this.#db, () => this.#adopt(device))) {
          adopted += 1;
          onProgress({ devices: adopted, all: Math.max(adopted, all!) });
        }
      }
      after = devices.at(-1)?.device ?? after;
      return devices.length > 0;
    });
  }

  /**
   * Stores the days of a device that are not built, if its zone is known now.
   *
   * @returns whether it has stored them
   */
  #adopt({ device, timeZone: storedZone }: UnbuiltDevice): boolean {
    const { zones } = this.#days;
    const builtTo = this.#days.builtTo();
    if (zones.of(device) !== NOT_BUILT) return false;
    const timeZone = storedZone || this.#zones.find(this.#table.devices.idOf(device));
    if (timeZone === undefined) return false;
    this.#removeDays(device);
    const slot = device % DEVICES_OF_A_BLOCK;
    const block = Math.floor(device / DEVICES_OF_A_BLOCK);
    for (const [day, sum] of this.#sumsOfDays(device, timeZone, builtTo)) {
      const key = dayKey(day, block);
      const days = this.#days.read(key) ?? [];
      days[slot] = sum;
      this.#days.write(key, days);
    }
    zones.put([{ device, timeZone, isBuilt: true }]);
    this.#days.countZoneChange();
    return true;
  }

  #removeDays(device: number): void {
    const { first, last } = this.#extent.get()!;
    if (first === null) return;
    const slot = device % DEVICES_OF_A_BLOCK;
    const block = Math.floor(device / DEVICES_OF_A_BLOCK);
    const lastDay = dayOfKey(last as number).day;
    for (let { day } = dayOfKey(first as number); day <= lastDay; day++) {
      const days = this.#days.read(dayKey(day, block));
      if (!days?.[slot]) continue;
      days[slot] = undefined;
      this.#days.write(dayKey(day, block), days);
    }
  }

  /** Adds up the hours of a device whose keys are below `builtTo`, by day. */
  #sumsOfDays(device: number, timeZone: string, builtTo: number): Map<CalendarDay, StoredDay> {
    const zone = localHours(timeZone);
    const sums = new Map<CalendarDay, StoredDay>();
    for (const hour of this.#starts()) {
      const { key, slot } = placeOf(hour, device);
      if (key >= builtTo) break;
      const row = this.#hour.get(key);
      const stored = row && decodeTotals(row.hours as Uint8Array)[slot];
      if (!stored) continue;
      const day = zone.dayOfHour(hour);
      sums.set(day, plus(sums.get(day), { ...stored, hours: 1 }));
    }
    return sums;
  }

  /** The starts of all hours of any device. */
  *#starts(): Generator<number> {
    let key = Number.MIN_SAFE_INTEGER;
    for (;;) {
      const next = this.#next.get(key)!.key as number | null;
      if (next === null) return;
      const { hour } = hourOfBlock(next);
      yield hour;
      key = firstKeyOf(hour + 1_000);
    }
  }

  /** Repeats a step until it returns false, with pauses for others. */
  async #repeat(signal: AbortSignal, step: () => Promise<boolean>): Promise<void> {
    while (!signal.aborted) {
      const started = performance.now();
      if (!(await step())) return;
      await delay(PAUSE_FACTOR * (performance.now() - started), signal);
    }
  }
}
