import { type CalendarDay, type LocalHours, localHours } from '@energy/domain';
import type {
  DailyConsumption,
  DayRange,
  DayTotal,
  DayTotalOfAll,
  DeviceDays,
  DeviceSelection,
  DeviceTotal,
  TotalsOfAll,
} from './daily-consumption.ts';
import type { DayReview } from './day-review.ts';
import type { DevicesReadModel } from './devices.ts';
import type { HourlyConsumption, MarkedHour } from './hourly-consumption.ts';

/** So many hours are read at once. */
const HOURS_AT_ONCE = 1_000;

/** Above it, the first and the last hour are looked up before a range is read. */
const LONG_RANGE_DAYS = 400;

const ALL_DEVICES: DeviceSelection = { ids: new Set(), isExcluded: true };

/** Nothing is stored, so that nothing can differ. */
const NOTHING_STORED: DayReview = {
  name: 'daily_consumption',
  next: async () => ({ days: 0, wrong: [], end: undefined }),
  rebuildNext: async () => ({ days: 0, wrong: [], end: undefined }),
  rebuiltTo: async () => undefined,
  beginAnew: async () => {},
  count: async () => 0,
  extent: async () => undefined,
};

/** Adds up days from their hours each time: for an engine that stores no days. */
export class DerivedDays implements DailyConsumption {
  readonly review = NOTHING_STORED;
  readonly #hours: HourlyConsumption;
  readonly #devices: Pick<DevicesReadModel, 'all'>;
  readonly #extent: HourlyConsumption['review']['extent'];

  /** @param extent the first and the last hour that can have readings; `undefined` if that is not known */
  constructor(
    hours: HourlyConsumption,
    devices: Pick<DevicesReadModel, 'all'>,
    extent: HourlyConsumption['review']['extent'],
  ) {
    this.#hours = hours;
    this.#devices = devices;
    this.#extent = extent;
  }

  async days({ deviceId, timeZone }: DeviceDays, range: DayRange): Promise<readonly DayTotal[]> {
    const zone = localHours(timeZone);
    const days = new Map<CalendarDay, DayTotal>();
    for (const starts of startsIn(await this.#recorded(range, zone), zone)) {
      for (const { hour: start, total, readings } of await this.#hours.hours(deviceId, starts)) {
        const day = zone.dayOfHour(start);
        days.set(day, plus(days.get(day), { day, total, readings, hours: 1 }));
      }
    }
    return [...days.values()];
  }

  async markedHours(
    { deviceId, timeZone }: DeviceDays,
    range: DayRange,
  ): Promise<readonly MarkedHour[]> {
    const marked: MarkedHour[] = [];
    const zone = localHours(timeZone);
    for (const starts of startsIn(await this.#recorded(range, zone), zone)) {
      marked.push(...(await this.#hours.marks(deviceId, starts)));
    }
    return marked;
  }

  async totalsOfAll(
    range: DayRange,
    top: number,
    { ids, isExcluded } = ALL_DEVICES,
  ): Promise<TotalsOfAll> {
    const days = new Map<CalendarDay, DayTotalOfAll>();
    const totals: DeviceTotal[] = [];
    for await (const { id: deviceId, timeZone } of this.#devices.all()) {
      if (ids.has(deviceId) === isExcluded) continue;
      const own = await this.days({ deviceId, timeZone }, range);
      if (own.length === 0) continue;
      totals.push({ deviceId, total: own.reduce((sum, { total }) => sum + total, 0n) });
      for (const day of own) {
        const before = days.get(day.day);
        days.set(day.day, {
          ...plus(before, day),
          devices: (before?.devices ?? 0) + 1,
          hoursOfDays: (before?.hoursOfDays ?? 0) + localHours(timeZone).hoursOfDay(day.day),
        });
      }
    }
    return {
      days: [...days.values()].sort((one, other) => one.day - other.day),
      top: totals.sort((one, other) => (one.total < other.total ? 1 : -1)).slice(0, top),
      devices: totals.length,
    };
  }

  /** The part of a range in which any device has hours: a statement asks for all days before a month. */
  async #recorded({ from, to }: DayRange, zone: LocalHours): Promise<DayRange> {
    const extent = to - from > LONG_RANGE_DAYS ? await this.#extent() : undefined;
    if (!extent) return { from, to };
    const first = zone.dayOfHour(extent.first);
    const last = zone.dayOfHour(extent.last);
    return { from: Math.max(from, first), to: Math.min(to, last) };
  }

  /** Nothing to do. */
  async build(): Promise<void> {}
}

/** The starts of the hours of some days, as many as are read at once. */
function* startsIn(range: DayRange, zone: LocalHours): Generator<readonly number[]> {
  const end = zone.startOfDay(range.to + 1);
  let hour = zone.startOfDay(range.from);
  while (hour < end) {
    const starts: number[] = [];
    for (; hour < end && starts.length < HOURS_AT_ONCE; hour = zone.endOf(hour)) starts.push(hour);
    yield starts;
  }
}

function plus(one: DayTotal | undefined, other: DayTotal): DayTotal {
  if (!one) return other;
  return {
    day: one.day,
    total: one.total + other.total,
    readings: one.readings + other.readings,
    hours: one.hours + other.hours,
  };
}
