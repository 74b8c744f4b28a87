import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  addDays,
  billDevice,
  type DayRecord,
  type DaySums,
  type DeviceBill,
  type DeviceView,
  type HourRecord,
  NOTHING,
  readDays,
  readHours,
  withMarksOfDays,
  withMarksOfHours,
} from '@energy/costs';
import type { CalendarDay } from '@energy/domain';
import type { DayRange, ReadModels } from '@energy/read-models';
import { inKilowattHours } from '../consumption-of-day.ts';
import { billedCosts, withCosts } from '../costs/costs.ts';
import type { SharedQuery } from '../schemas/parameters.ts';
import type { PeriodBucket, SharedConsumption } from '../schemas/periods.ts';
import type { Period } from './buckets.ts';
import { compare, type PeriodReading } from './consumption-of-period.ts';
import { invalid, latestToday, rangeOf } from './range.ts';
import { bucketsAsShown, hourAsShown, rangeAsShown, sumOf, sumsAsShown } from './representation.ts';

/** Take some seconds: the gateway waits for 8. */
const MAX_DEVICE_DAYS = 400_000;
const MAX_DEVICE_DAYS_OF_ALL = 10_000_000;
const MAX_DEVICE_HOURS = 100_000;
/** A year of 50 devices. */
const MAX_BILLED_HOURS = 450_000;
/** Devices between two turns of other requests. */
const DEVICES_OF_A_TURN = 20;

/** The consumption of some devices together, of each as its reader may see it. */
export async function consumptionOfViews(
  views: readonly DeviceView[],
  query: SharedQuery,
  reading: PeriodReading,
): Promise<SharedConsumption> {
  const { by, top } = query;
  const range = rangeOf(
    query,
    latestToday(
      views.map(({ device }) => device),
      reading.now,
    ),
  );
  expectAtMost(MAX_DEVICE_DAYS, views.length, range);
  const { days, devices } = await sumOfViews(views, range, { ...reading, withMarks: true });
  const sums = sumOf(days);
  const buckets =
    by === 'hour' ? await hoursOfViews(views, range, reading) : bucketsAsShown(range, by, days);
  const bills = query.cost ? await billsOf(views, range, { ...reading, by }) : undefined;
  const sumOfRange = async (each: DayRange) =>
    sumOf((await sumOfViews(views, each, { ...reading, withMarks: false })).days);
  return {
    unit: 'kWh',
    by,
    ...rangeAsShown(range),
    devices: devices.length,
    ...sumsAsShown(sums),
    buckets: bills ? withCosts(buckets, bills, by) : buckets,
    ...(bills && billedCosts(bills, range)),
    top: devices
      .toSorted((one, other) => (one.total < other.total ? 1 : one.total > other.total ? -1 : 0))
      .slice(0, top)
      .map(({ view: { device }, total }) => ({
        deviceId: device.id,
        description: device.description,
        total: inKilowattHours(total),
      })),
    ...(query.compare && { comparison: await compare({ sums, range, by }, sumOfRange) }),
  };
}

/** The consumption of all devices together that have the requested flow. */
export async function consumptionOfAll(
  query: SharedQuery,
  { devices, dailyConsumption }: Pick<ReadModels, 'devices' | 'dailyConsumption'>,
  now: number,
): Promise<SharedConsumption> {
  const { by, top, cost } = query;
  if (cost) {
    throw invalid('cost', 'All devices together have no costs: name an owner, or search.');
  }
  if (by === 'hour') {
    throw invalid('by', 'All devices have no hours in common: name an owner, or ask by day.');
  }
  const range = rangeOf(query, latestToday([], now));
  expectAtMost(MAX_DEVICE_DAYS_OF_ALL, await (await devices.generations.inUse()).count(), range);
  const ids = new Set(await devices.producers());
  const selection = { ids, isExcluded: query.flow === 'consumption' };
  const totals = await dailyConsumption.totalsOfAll(range, top, selection);
  const days = totals.days.map(
    ({ day, total, readings, hours, hoursOfDays }): DayRecord => ({
      ...NOTHING,
      day,
      total,
      readings,
      hours: hoursOfDays,
      hoursMeasured: hours,
    }),
  );
  const sums = sumOf(days);
  const named = new Map(
    (await devices.findAll(totals.top.map(({ deviceId }) => deviceId))).map((each) => [
      each.id,
      each.description,
    ]),
  );
  const sumOfRange = async (each: DayRange) => {
    const { days: other } = await dailyConsumption.totalsOfAll(each, 0, selection);
    return sumOf(
      other.map(({ total, readings, hours }) => ({
        ...NOTHING,
        total,
        readings,
        hoursMeasured: hours,
      })),
    );
  };
  return {
    unit: 'kWh',
    by,
    ...rangeAsShown(range),
    devices: totals.devices,
    ...sumsAsShown(sums),
    buckets: bucketsAsShown(range, by, days),
    top: totals.top.map(({ deviceId, total }) => ({
      deviceId,
      description: named.get(deviceId) ?? null,
      total: inKilowattHours(total),
    })),
    ...(query.compare && { comparison: await compare({ sums, range, by }, sumOfRange) }),
  };
}

function expectAtMost(max: number, devices: number, { from, to }: DayRange): void {
  const days = to - from + 1;
  if (devices * days <= max) return;
  throw invalid(
    'to',
    `These are ${days} days of ${devices} devices; at most ${Math.floor(max / devices)} days of so many are allowed.`,
  );
}

/** Bills each device; some of them need every hour. */
async function billsOf(
  views: readonly DeviceView[],
  range: DayRange,
  { by, ...reading }: PeriodReading & { readonly by: 'hour' | Period },
): Promise<readonly DeviceBill[]> {
  const billed = views.filter(({ device }) => device.tariffs.length > 0);
  expectAtMost(MAX_BILLED_HOURS / 24, billed.length, range);
  const bills: DeviceBill[] = [];
  for (const [index, view] of billed.entries()) {
    if (index % DEVICES_OF_A_TURN === DEVICES_OF_A_TURN - 1) await nextTurn();
    bills.push(await billDevice(view, range, reading, { withHours: by === 'hour' }));
  }
  return bills;
}

/** Adds up devices by day; marks are counted where they are shown. */
async function sumOfViews(
  views: readonly DeviceView[],
  range: DayRange,
  { withMarks, ...reading }: PeriodReading & { readonly withMarks: boolean },
): Promise<{ days: readonly DayRecord[]; devices: { view: DeviceView; total: bigint }[] }> {
  const days = new Map<CalendarDay, DaySums>();
  const devices: { view: DeviceView; total: bigint }[] = [];
  for (const [index, view] of views.entries()) {
    if (index % DEVICES_OF_A_TURN === DEVICES_OF_A_TURN - 1) await nextTurn();
    const read = await readDays(view, range, reading);
    const own = withMarks ? await withMarksOfDays(read, { view, range }, reading) : read;
    for (const record of own)
      days.set(record.day, addDays(days.get(record.day) ?? NOTHING, record));
    const { total, hoursMeasured } = sumOf(own);
    if (hoursMeasured > 0) devices.push({ view, total });
  }
  const ordered = [...days].sort(([one], [other]) => one - other);
  return { days: ordered.map(([day, sums]) => ({ day, ...sums })), devices };
}

async function hoursOfViews(
  views: readonly DeviceView[],
  range: DayRange,
  reading: PeriodReading,
): Promise<PeriodBucket[]> {
  const zones = new Set(views.map(({ device }) => device.timeZone));
  if (zones.size > 1) {
    throw invalid(
      'by',
      `These devices are in ${zones.size} time zones and have no hours in common: ask by day.`,
    );
  }
  expectAtMost(MAX_DEVICE_HOURS / 24, views.length, range);
  const hours = new Map<string, HourRecord>();
  for (const view of views) {
    const read = await readHours(view, range, reading);
    for (const { name, sums } of await withMarksOfHours(read, { view, range }, reading)) {
      const before = hours.get(name.period);
      hours.set(name.period, { name, sums: before ? addDays(before.sums, sums) : sums });
    }
  }
  return [...hours.values()].map(hourAsShown);
}
