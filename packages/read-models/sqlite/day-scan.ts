import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CalendarDay, localHours } from '@energy/domain';
import {
  type EmbeddedDatabase,
  EngineUnavailable,
  openDatabaseToRead,
  translateSqliteErrors,
} from '@energy/engines';
import type { DayRange, TotalsOfAll } from '../daily-consumption.ts';
import { HighestTotals } from '../highest-totals.ts';
import { addTotals, type Total } from '../hour.ts';
import { decodeDays, type StoredDay } from './day-blocks.ts';
import { DAY_TABLE, DayOfHour, dayKey, dayOfKey, plus } from './day-table.ts';
import type { DayZones } from './day-zones.ts';
import { DeviceZones } from './device-zones.ts';
import { DEVICES_TABLE } from './devices.ts';
import { TableGenerations } from './generations.ts';
import { DEVICES_OF_A_BLOCK, decodeTotals } from './hour-blocks.ts';
import { firstKeyOf, HOUR_TABLE, HourTable, hourOfBlock, placeOf } from './hour-table.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Local days start at most so long before or after the days of UTC. */
const MAX_OFFSET_MS = 16 * HOUR_MS;
/** Rows between two turns of other work of this process. */
const ROWS_OF_A_TURN = 1_000;
/** Adding up more rows of hours instead of days takes many seconds. A million devices have 63,000 an hour. */
const MAX_UNBUILT_ROWS = 1_000_000;

export interface ScanOptions {
  readonly range: DayRange;
  /** The number of devices that consumed most. */
  readonly top: number;
  /** Those of the caller's connection, which caches them. */
  readonly zones: DayZones;
}

/**
 * Adds up days of all devices, on a connection of its own: it takes seconds for many days of a million devices, and
 * sees one state of the file while other queries see each new one.
 */
export async function scanDays(
  db: EmbeddedDatabase,
  { range, top, zones }: ScanOptions,
): Promise<TotalsOfAll> {
  const url = `sqlite:${db.location()}`;
  const snapshot = openDatabaseToRead(url, { contents: db.contents })!;
  try {
    snapshot.exec('BEGIN');
    return await new DayScan(snapshot, range, zones).run(top);
  } catch (error) {
    return translateSqliteErrors(snapshot, () => {
      throw error;
    });
  } finally {
    snapshot.close();
  }
}

class DayScan {
  readonly #db: EmbeddedDatabase;
  readonly #range: DayRange;
  readonly #table: HourTable;
  readonly #zones: DeviceZones;
  readonly #dayZones: DayZones;
  readonly #hoursOfDay = new HoursOfDay();
  readonly #builtTo: number;
  readonly #sums = new DeviceSums();
  /** Present zones of devices whose hours no stored day contains. */
  readonly #unbuilt: ReadonlyMap<number, string | undefined>;

  constructor(db: EmbeddedDatabase, range: DayRange, zones: DayZones) {
    this.#db = db;
    this.#range = range;
    this.#table = new HourTable(db);
    this.#dayZones = zones;
    this.#zones = new DeviceZones(db, new TableGenerations(db, DEVICES_TABLE, () => {}));
    this.#builtTo = this.#table.days.builtTo();
    const unbuilt = this.#table.days.zones.unbuiltAfter(-1, Number.MAX_SAFE_INTEGER);
    this.#unbuilt = new Map(
      unbuilt.map(({ device, timeZone }) => [device, timeZone || this.#presentZone(device)]),
    );
  }

  async run(top: number): Promise<TotalsOfAll> {
    await this.#addDays();
    await this.#addRecentHours();
    await this.#addUnbuiltDevices();
    const highest = this.#sums.highest(top);
    const ids = this.#table.devices.idsOf(highest.map(({ device }) => device));
    return {
      days: this.#sums.days(),
      top: highest.map(({ device, total }) => ({ deviceId: ids.get(device)!, total })),
      devices: this.#sums.devices,
    };
  }

  async #addDays(): Promise<void> {
    const { from, to } = this.#range;
    const rows = this.#db.prepare(`SELECT key, days FROM ${DAY_TABLE} WHERE key >= ? AND key < ?`);
    let count = 0;
    for (const row of rows.iterate(dayKey(from, 0), dayKey(to + 1, 0))) {
      const { day, block } = dayOfKey(row.key as number);
      for (const [slot, stored] of decodeDays(row.days as Uint8Array).entries()) {
        const device = block * DEVICES_OF_A_BLOCK + slot;
        if (stored && !this.#unbuilt.has(device)) this.#add(device, day, stored);
      }
      if (++count % ROWS_OF_A_TURN === 0) await nextTurn();
    }
  }

  /** Adds the hours that no stored day contains yet. */
  async #addRecentHours(): Promise<void> {
    const start = Math.max(this.#builtTo, firstKeyOf(this.#range.from * DAY_MS - MAX_OFFSET_MS));
    const end = firstKeyOf((this.#range.to + 1) * DAY_MS + MAX_OFFSET_MS);
    this.#expectFewHours(start, end);
    const dayOfHour = new DayOfHour();
    const rows = this.#db.prepare(
      `SELECT key, hours FROM ${HOUR_TABLE} WHERE key >= ? AND key < ?`,
    );
    let count = 0;
    for (const row of rows.iterate(start, end)) {
      const { hour, block } = hourOfBlock(row.key as number);
      for (const [slot, stored] of decodeTotals(row.hours as Uint8Array).entries()) {
        if (!stored) continue;
        const device = block * DEVICES_OF_A_BLOCK + slot;
        const timeZone = this.#zoneOf(device);
        const day = timeZone === undefined ? undefined : dayOfHour.of(timeZone, hour);
        if (this.#isInRange(day)) this.#add(device, day, { ...stored, hours: 1 });
      }
      if (++count % ROWS_OF_A_TURN === 0) await nextTurn();
    }
  }

  /** @throws EngineUnavailable where adding them up would take long: the days are being built */
  #expectFewHours(start: number, end: number): void {
    const { count } = this.#db
      .prepare(`
        SELECT count(*) AS count FROM (
          SELECT 1 FROM ${HOUR_TABLE} WHERE key >= ? AND key < ? LIMIT ${MAX_UNBUILT_ROWS + 1})`)
      .get(start, end)!;
    if ((count as number) <= MAX_UNBUILT_ROWS) return;
    throw new EngineUnavailable(
      `the daily totals in ${this.#db.location()} are being built; wait, and let a projector run`,
    );
  }

  /** Adds the older hours of devices whose zone was unknown or has changed. */
  async #addUnbuiltDevices(): Promise<void> {
    const { from, to } = this.#range;
    for (const [device, timeZone] of this.#unbuilt) {
      if (timeZone === undefined) continue;
      const zone = localHours(timeZone);
      const end = zone.startOfDay(to + 1);
      for (let hour = zone.startOfDay(from); hour < end; hour = zone.endOf(hour)) {
        const place = placeOf(hour, device);
        if (place.key >= this.#builtTo) break;
        const stored = this.#table.sumAt(place);
        if (stored) this.#add(device, zone.dayOfHour(hour), { ...stored, hours: 1 });
      }
      await nextTurn();
    }
  }

  #add(device: number, day: CalendarDay, sum: StoredDay): void {
    this.#sums.add({ device, day }, sum, () => this.#hoursOfDay.of(this.#zoneOf(device)!, day));
  }

  #zoneOf(device: number): string | undefined {
    if (this.#unbuilt.has(device)) return this.#unbuilt.get(device);
    return this.#dayZones.of(device) || this.#presentZone(device);
  }

  #presentZone(device: number): string | undefined {
    return this.#zones.find(this.#table.devices.idOf(device));
  }

  #isInRange(day: CalendarDay | undefined): day is CalendarDay {
    return day !== undefined && day >= this.#range.from && day <= this.#range.to;
  }
}

/** The numbers of hours of days, for many devices of few zones whose days come in order. */
class HoursOfDay {
  readonly #last = new Map<string, { day: CalendarDay; hours: number }>();

  of(timeZone: string, day: CalendarDay): number {
    const last = this.#last.get(timeZone);
    if (last?.day === day) return last.hours;
    const hours = localHours(timeZone).hoursOfDay(day);
    this.#last.set(timeZone, { day, hours });
    return hours;
  }
}

/** Sums by day and by device. */
class DeviceSums {
  readonly #days = new Map<CalendarDay, DaySums>();
  /** By the number of the device. */
  readonly #totals: Total[] = [];
  devices = 0;

  /** @param hoursOfDay the number of hours of the day in the zone of the device */
  add(
    { device, day }: { readonly device: number; readonly day: CalendarDay },
    added: StoredDay,
    hoursOfDay: () => number,
  ): void {
    const before = this.#totals[device];
    if (before === undefined) this.devices += 1;
    this.#totals[device] = before === undefined ? added.total : addTotals(before, added.total);
    let sums = this.#days.get(day);
    if (!sums) {
      sums = new DaySums();
      this.#days.set(day, sums);
    }
    sums.add(device, added, hoursOfDay);
  }

  days() {
    return [...this.#days]
      .sort(([one], [other]) => one - other)
      .map(([day, { sum, devices, hoursOfDays }]) => ({
        day,
        ...sum!,
        total: BigInt(sum!.total),
        devices,
        hoursOfDays,
      }));
  }

  /** The devices with the highest totals, the highest first. */
  highest(count: number): { device: number; total: bigint }[] {
    const highest = new HighestTotals<number>(count);
    for (const [device, total] of this.#totals.entries()) {
      if (total !== undefined) highest.consider(device, total);
    }
    return highest.list().map(({ key, total }) => ({ device: key, total }));
  }
}

/** The sum of a day, and the devices in it. */
class DaySums {
  sum: StoredDay | undefined;
  devices = 0;
  hoursOfDays = 0;
  #seen = new Uint8Array(1_024);

  add(device: number, added: StoredDay, hoursOfDay: () => number): void {
    this.sum = plus(this.sum, added);
    if (device >= this.#seen.length) {
      const larger = new Uint8Array(2 * device);
      larger.set(this.#seen);
      this.#seen = larger;
    }
    if (this.#seen[device] === 1) return;
    this.#seen[device] = 1;
    this.devices += 1;
    this.hoursOfDays += hoursOfDay();
  }
}
