import { type CalendarDay, dayText, type LocalHours, localHours } from '@energy/domain';
import {
  type DayRange,
  type DayTotal,
  ownershipHistoryOf,
  type ReadModels,
} from '@energy/read-models';
import { type DayRecord, NO_MARK_COUNTS } from './day-record.ts';
import type { DeviceView } from './device-view.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * Reads the days of a device as a reader may see them, in order. Days that the calendar of the zone skips are left out.
 *
 * @param now milliseconds since 1970, UTC
 */
export async function readDays(
  view: DeviceView,
  range: DayRange,
  { consumption, dailyConsumption, now }: DayReading,
): Promise<readonly DayRecord[]> {
  const { id: deviceId, timeZone } = view.device;
  const zone = localHours(timeZone);
  const totals = await dailyConsumption.days({ deviceId, timeZone }, range);
  const byDay = new Map(totals.map((total) => [total.day, total]));
  const changes = changesOfOwner(view);
  const records: DayRecord[] = [];
  let start = zone.startOfDay(range.from);
  for (let day = range.from; day <= range.to; day++) {
    const end = zone.startOfDay(day + 1);
    const hours = zone.hoursOfDay(day);
    const span = { day, start, end, hours };
    start = end;
    if (hours === 0) continue;
    if (changes.some((at) => at > span.start - HOUR_MS && at < end + HOUR_MS)) {
      records.push(await readDayByHours(view, span, { consumption, now, zone }));
    } else {
      const isReadable = view.mayRead({ start: span.start, end: zone.endOf(span.start) });
      const toCome = isReadable && end > now ? hoursAfter(now, day, zone) : 0;
      records.push(recordOf(span, isReadable ? byDay.get(day) : undefined, isReadable, toCome));
    }
  }
  return records;
}

export interface DayReading extends Pick<ReadModels, 'consumption' | 'dailyConsumption'> {
  readonly now: number;
}

interface DaySpan {
  readonly day: CalendarDay;
  readonly start: number;
  readonly end: number;
  readonly hours: number;
}

/** The instants between which all hours of a device belong to one owner; none for an administrator. */
function changesOfOwner({ device, ownerships }: DeviceView): readonly number[] {
  if (!ownerships) return [];
  const { registeredAt, periods } = ownershipHistoryOf(device);
  return [registeredAt, ...periods.flatMap(({ from, until }) => [from, until ?? Number.NaN])];
}

function recordOf(
  { day, start, end, hours }: DaySpan,
  total: DayTotal | undefined,
  isReadable: boolean,
  hoursToCome: number,
): DayRecord {
  return {
    day,
    total: total?.total ?? 0n,
    readings: total?.readings ?? 0,
    hours,
    hoursMeasured: total?.hours ?? 0,
    hoursWithheld: isReadable ? 0 : hours,
    hoursToCome,
    minutes: (end - start) / MINUTE_MS,
    ...NO_MARK_COUNTS,
  };
}

/** A day on which the owner changed: some of its hours may belong to others. */
async function readDayByHours(
  view: DeviceView,
  { day, start, end, hours }: DaySpan,
  { consumption, now, zone }: Omit<DayReading, 'dailyConsumption'> & { readonly zone: LocalHours },
): Promise<DayRecord> {
  const spans = zone.ofDay(Temporal.PlainDate.from(dayText(day)));
  const own = spans.filter(view.mayRead);
  const totals = await consumption.hours(
    view.device.id,
    own.map((hour) => hour.start),
  );
  return {
    day,
    total: totals.reduce((sum, { total }) => sum + total, 0n),
    readings: totals.reduce((sum, { readings }) => sum + readings, 0),
    hours,
    hoursMeasured: totals.length,
    hoursWithheld: spans.length - own.length,
    hoursToCome: own.filter((hour) => hour.start > now).length,
    minutes: (end - start) / MINUTE_MS,
    ...NO_MARK_COUNTS,
  };
}

function hoursAfter(now: number, day: CalendarDay, zone: LocalHours): number {
  return zone.ofDay(Temporal.PlainDate.from(dayText(day))).filter(({ start }) => start > now)
    .length;
}
