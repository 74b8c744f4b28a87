import type { StatementSync } from 'node:sqlite';
import { type CalendarDay, type LocalHours, localHours } from '@energy/domain';
import { type EmbeddedDatabase, translateSqliteErrors } from '@energy/engines';
import type {
  BuildOptions,
  DailyConsumption,
  DayRange,
  DayTotal,
  DeviceDays,
  DeviceSelection,
  TotalsOfAll,
} from '../daily-consumption.ts';
import type { MarkedHour } from '../hourly-consumption.ts';
import type { StoredDay } from './day-blocks.ts';
import { DayBuilder } from './day-builder.ts';
import { SqliteDayReview } from './day-review.ts';
import { scanDays } from './day-scan.ts';
import { type DayTable, plus } from './day-table.ts';
import type { DeviceZones } from './device-zones.ts';
import type { PreviousHours } from './hour-migration.ts';
import { HOUR_TABLE, type HourTable, hourOfBlock, placeOf } from './hour-table.ts';

/** So many hours are looked up in one statement while an earlier layout is in use. */
const PREVIOUS_HOURS_AT_ONCE = 24;

export interface DailyConsumptionDependencies {
  readonly table: HourTable;
  readonly previous: PreviousHours;
  readonly zones: DeviceZones;
}

export class SqliteDailyConsumption implements DailyConsumption {
  readonly review: SqliteDayReview;
  readonly #db: EmbeddedDatabase;
  readonly #table: HourTable;
  readonly #days: DayTable;
  readonly #previous: PreviousHours;
  readonly #builder: DayBuilder;
  readonly #hoursExtent: StatementSync;

  constructor(db: EmbeddedDatabase, dependencies: DailyConsumptionDependencies) {
    this.#db = db;
    this.#table = dependencies.table;
    this.#days = dependencies.table.days;
    this.#previous = dependencies.previous;
    this.#builder = new DayBuilder(db, dependencies);
    this.review = new SqliteDayReview(db, dependencies);
    this.#hoursExtent = db.prepare(`
      SELECT (SELECT min(key) FROM ${HOUR_TABLE}) AS first,
             (SELECT max(key) FROM ${HOUR_TABLE}) AS last`);
  }

  async days(device: DeviceDays, range: DayRange): Promise<readonly DayTotal[]> {
    return this.#snapshot(() => this.#read(device, range));
  }

  async markedHours(
    { deviceId, timeZone }: DeviceDays,
    { from, to }: DayRange,
  ): Promise<readonly MarkedHour[]> {
    const device = this.#table.devices.find(deviceId);
    if (device === undefined) return [];
    const zone = localHours(timeZone);
    return translateSqliteErrors(this.#db, () =>
      this.#table.marked.between(device, zone.startOfDay(from), zone.startOfDay(to + 1)),
    );
  }

  totalsOfAll(range: DayRange, top: number, selection?: DeviceSelection): Promise<TotalsOfAll> {
    this.#previous.expectNone();
    // Forgets cached zones if any has changed.
    translateSqliteErrors(this.#db, () => this.#days.builtTo());
    const { zones } = this.#days;
    const { devices } = this.#table;
    const isSelected = selection && this.#isSelected(selection);
    return scanDays(this.#db, { range, top, zones, devices, isSelected });
  }

  build(options: BuildOptions): Promise<void> {
    return this.#builder.build(options);
  }

  #read({ deviceId, timeZone }: DeviceDays, range: DayRange): readonly DayTotal[] {
    const zone = localHours(timeZone);
    if (this.#previous.arePresent()) return this.#addUpPrevious(deviceId, zone, range);
    const device = this.#table.devices.find(deviceId);
    if (device === undefined) return [];
    const builtTo = this.#days.builtTo();
    const isBuilt = this.#days.zones.of(device) === timeZone;
    const sums = new Map<CalendarDay, StoredDay>();
    if (isBuilt) this.#addStored(device, range, sums);
    for (const hour of this.#hoursIn(range, zone, isBuilt ? builtTo : undefined)) {
      const place = placeOf(hour, device);
      if (isBuilt && place.key < builtTo) continue;
      const stored = this.#table.sumAt(place);
      if (!stored) continue;
      const day = zone.dayOfHour(hour);
      sums.set(day, plus(sums.get(day), { ...stored, hours: 1 }));
    }
    return [...sums].map(([day, sum]) => ({ day, ...sum, total: BigInt(sum.total) }));
  }

  #addStored(device: number, { from, to }: DayRange, sums: Map<CalendarDay, StoredDay>): void {
    const extent = this.review.storedExtent();
    if (!extent) return;
    const range = { from: Math.max(from, extent.first), to: Math.min(to, extent.last) };
    for (const [day, stored] of this.#days.ofDevice(device, range)) sums.set(day, stored);
  }

  /**
   * The starts of hours of a zone in a range of days, as far as any device has hours.
   *
   * @param builtTo leaves out hours before this key
   */
  *#hoursIn({ from, to }: DayRange, zone: LocalHours, builtTo: number | undefined) {
    const endOfRange = zone.startOfDay(to + 1);
    if (builtTo !== undefined && endOfRange <= hourOfBlock(builtTo).hour) return;
    const { first, last } = this.#hoursExtent.get()!;
    if (first === null) return;
    const oldest = hourOfBlock(Math.max(builtTo ?? Number.MIN_SAFE_INTEGER, first as number)).hour;
    const start = Math.max(zone.startOfDay(from), oldest);
    const end = Math.min(endOfRange, hourOfBlock(last as number).hour + 1);
    for (let hour = zone.startOf(start); hour < end; hour = zone.endOf(hour)) yield hour;
  }

  /** Adds up the hours of either layout. */
  #addUpPrevious(deviceId: string, zone: LocalHours, range: DayRange): readonly DayTotal[] {
    const days = new Map<CalendarDay, DayTotal>();
    const { first, last } = this.#extentOfBoth();
    const end = Math.min(zone.startOfDay(range.to + 1), last + 1);
    let hour = zone.startOf(Math.max(zone.startOfDay(range.from), first));
    while (hour < end) {
      const starts: number[] = [];
      for (; hour < end && starts.length < PREVIOUS_HOURS_AT_ONCE; hour = zone.endOf(hour)) {
        starts.push(hour);
      }
      for (const { hour: start, total, readings } of this.#previous.totals(deviceId, starts)) {
        const day = zone.dayOfHour(start);
        const sum = days.get(day) ?? { day, total: 0n, readings: 0, hours: 0 };
        days.set(day, {
          day,
          total: sum.total + total,
          readings: sum.readings + readings,
          hours: sum.hours + 1,
        });
      }
    }
    return [...days.values()];
  }

  #extentOfBoth(): { readonly first: number; readonly last: number } {
    const previous = this.#previous.extent();
    const { first, last } = this.#hoursExtent.get()!;
    if (first === null) return previous;
    return {
      first: Math.min(previous.first, hourOfBlock(first as number).hour),
      last: Math.max(previous.last, hourOfBlock(last as number).hour),
    };
  }

  /** Tests the numbers of devices. */
  #isSelected({ ids, isExcluded }: DeviceSelection): ((device: number) => boolean) | undefined {
    if (isExcluded && ids.size === 0) return undefined;
    const numbers = new Set([...ids].map((id) => this.#table.devices.find(id)));
    return (device) => numbers.has(device) !== isExcluded;
  }

  /** Reads in one transaction: what is stored and what it does not contain yet belong together. */
  #snapshot<T>(read: () => T): T {
    return translateSqliteErrors(this.#db, () => {
      if (this.#db.isTransaction) return read();
      this.#db.exec('BEGIN');
      try {
        return read();
      } finally {
        this.#db.exec('COMMIT');
      }
    });
  }
}
