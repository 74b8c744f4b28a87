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
import { type StoredDay, visitDays } from './day-blocks.ts';
import { DAY_TABLE, DayOfHour, dayKey, dayOfKey } from './day-table.ts';
import type { DayZones } from './day-zones.ts';
import { DeviceZones } from './device-zones.ts';
import { DEVICES_TABLE } from './devices.ts';
import { TableGenerations } from './generations.ts';
import { DEVICES_OF_A_BLOCK, decodeTotals } from './hour-blocks.ts';
import type { HourDevices } from './hour-devices.ts';
import { firstKeyOf, HOUR_TABLE, HourTable, hourOfBlock, placeOf } from './hour-table.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Local days start at most so long before or after the days of UTC. */
const MAX_OFFSET_MS = 16 * HOUR_MS;
const INITIAL_DEVICES = 1_024;
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
  readonly devices: HourDevices;
  /** Tests the numbers of devices; without it, all are added up. */
  readonly isSelected: ((device: number) => boolean) | undefined;
}

/**
 * Adds up days of all devices, on a connection of its own: it takes seconds for many days of a million devices, and
 * sees one state of the file while other queries see each new one.
 */
export async function scanDays(
  db: EmbeddedDatabase,
  { range, top, zones, devices, isSelected }: ScanOptions,
): Promise<TotalsOfAll> {
  const url = `sqlite:${db.location()}`;
  const snapshot = openDatabaseToRead(url, { contents: db.contents })!;
  try {
    snapshot.exec('BEGIN');
    const { highest, ...sums } = await new DayScan(snapshot, { range, zones, isSelected }).run(top);
    const ids = devices.idsOf(highest.map(({ device }) => device));
    return {
      ...sums,
      top: highest.map(({ device, total }) => ({ deviceId: ids.get(device)!, total })),
    };
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
  readonly #isSelected: ScanOptions['isSelected'];
  readonly #table: HourTable;
  readonly #zones: DeviceZones;
  readonly #dayZones: DayZones;
  readonly #hoursOfDay = new HoursOfDay();
  readonly #builtTo: number;
  readonly #sums = new DeviceSums();
  /** Present zones of devices whose hours no stored day contains. */
  readonly #unbuilt: ReadonlyMap<number, string | undefined>;

  constructor(
    db: EmbeddedDatabase,
    { range, zones, isSelected }: Pick<ScanOptions, 'range' | 'zones' | 'isSelected'>,
  ) {
    this.#db = db;
    this.#isSelected = isSelected;
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

  async run(top: number) {
    await this.#addDays();
    await this.#addRecentHours();
    await this.#addUnbuiltDevices();
    return {
      days: this.#sums.days(),
      highest: this.#sums.highest(top),
      devices: this.#sums.devices,
    };
  }

  async #addDays(): Promise<void> {
    const { from, to } = this.#range;
    const rows = this.#db.prepare(`SELECT key, days FROM ${DAY_TABLE} WHERE key >= ? AND key < ?`);
    rows.setReturnArrays(true);
    const days = rows.iterate(dayKey(from, 0), dayKey(to + 1, 0)) as Iterable<unknown>;
    let count = 0;
    for (const [key, bytes] of days as Iterable<[number, Uint8Array]>) {
      const { day, block } = dayOfKey(key);
      const sums = this.#sums.ofDay(day);
      const first = block * DEVICES_OF_A_BLOCK;
      visitDays(bytes, (slot, hours, readings, total) => {
        const device = first + slot;
        if (this.#unbuilt.size > 0 && this.#unbuilt.has(device)) return;
        if (this.#isSelected && !this.#isSelected(device)) return;
        this.#sums.addTotal(device, total);
        if (sums.add(device, hours, readings, total)) this.#addHoursOfDay(sums, device, day);
      });
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

  #add(device: number, day: CalendarDay, { hours, readings, total }: StoredDay): void {
    if (this.#isSelected && !this.#isSelected(device)) return;
    const sums = this.#sums.ofDay(day);
    this.#sums.addTotal(device, total);
    if (sums.add(device, hours, readings, total)) this.#addHoursOfDay(sums, device, day);
  }

  #addHoursOfDay(sums: DaySums, device: number, day: CalendarDay): void {
    sums.hoursOfDays += this.#hoursOfDay.of(this.#zoneOf(device)!, day);
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
  readonly #byZone = new Map<string, { day: CalendarDay; hours: number }>();
  /** Of the last call, which the next one mostly asks again. */
  #zone = '';
  #day = Number.NaN;
  #hours = 0;

  of(timeZone: string, day: CalendarDay): number {
    if (timeZone === this.#zone && day === this.#day) return this.#hours;
    this.#hours = this.#find(timeZone, day);
    this.#zone = timeZone;
    this.#day = day;
    return this.#hours;
  }

  #find(timeZone: string, day: CalendarDay): number {
    const last = this.#byZone.get(timeZone);
    if (last?.day === day) return last.hours;
    const hours = localHours(timeZone).hoursOfDay(day);
    this.#byZone.set(timeZone, { day, hours });
    return hours;
  }
}

/** Sums by day and by device. */
class DeviceSums {
  readonly #days = new Map<CalendarDay, DaySums>();
  /** By the number of the device; NaN without readings, and beyond safe integers. */
  #totals = new Float64Array(INITIAL_DEVICES).fill(Number.NaN);
  /** Totals beyond safe integers. */
  readonly #large = new Map<number, bigint>();
  devices = 0;
  #last: { readonly day: CalendarDay; readonly sums: DaySums } | undefined;

  /** The sums of a day; mostly those of the call before. */
  ofDay(day: CalendarDay): DaySums {
    if (this.#last?.day === day) return this.#last.sums;
    const sums = this.#days.get(day) ?? new DaySums();
    this.#days.set(day, sums);
    this.#last = { day, sums };
    return sums;
  }

  addTotal(device: number, added: Total): void {
    if (device >= this.#totals.length) {
      const larger = new Float64Array(2 * device).fill(Number.NaN);
      larger.set(this.#totals);
      this.#totals = larger;
    }
    const before = this.#totals[device]!;
    const isFirst = Number.isNaN(before) && !this.#large.has(device);
    if (isFirst) this.devices += 1;
    if (typeof added === 'number') {
      const sum = isFirst ? added : before + added;
      if (Number.isSafeInteger(sum)) {
        this.#totals[device] = sum;
        return;
      }
    }
    const exact = isFirst ? 0n : (this.#large.get(device) ?? BigInt(before));
    this.#large.set(device, exact + BigInt(added));
    this.#totals[device] = Number.NaN;
  }

  days() {
    return [...this.#days]
      .sort(([one], [other]) => one - other)
      .filter(([, { devices }]) => devices > 0)
      .map(([day, { hours, readings, total, devices, hoursOfDays }]) => ({
        day,
        hours,
        readings,
        total: BigInt(total),
        devices,
        hoursOfDays,
      }));
  }

  /** The devices with the highest totals, the highest first. */
  highest(count: number): { device: number; total: bigint }[] {
    const highest = new HighestTotals<number>(count);
    for (let device = 0; device < this.#totals.length; device++) {
      const total = this.#totals[device]!;
      if (!Number.isNaN(total)) highest.consider(device, total);
    }
    for (const [device, total] of this.#large) highest.consider(device, total);
    return highest.list().map(({ key, total }) => ({ device: key, total }));
  }
}

/** The sum of a day, and the devices in it. */
class DaySums {
  hours = 0;
  readings = 0;
  total: Total = 0;
  devices = 0;
  hoursOfDays = 0;
  #seen = new Uint8Array(INITIAL_DEVICES);

  /** Returns true the first time that a device is added. */
  add(device: number, hours: number, readings: number, total: Total): boolean {
    this.hours += hours;
    this.readings += readings;
    this.total = addTotals(this.total, total);
    if (device >= this.#seen.length) {
      const larger = new Uint8Array(2 * device);
      larger.set(this.#seen);
      this.#seen = larger;
    }
    if (this.#seen[device] === 1) return false;
    this.#seen[device] = 1;
    this.devices += 1;
    return true;
  }
}
