import { dayText } from '@energy/domain';
import type { DayRange, HourlyConsumption } from '@energy/read-models';
import { type DaySums, NO_MARK_COUNTS } from './day-record.ts';
import type { DeviceView } from './device-view.ts';
import type { HourName, HoursOfDays } from './hours-of-days.ts';

const MINUTE_MS = 60_000;

/** An hour of a device as a reader may see it. */
export interface HourRecord {
  /** As the API names an hour as a period: by its start, with the day that contains it. */
  readonly name: Pick<HourName, 'label' | 'offset'> &
    Readonly<Record<'period' | 'from' | 'to', string>>;
  readonly sums: DaySums;
}

/** Reads the hours of a device in some days, in order. */
export async function readHours(
  { device, mayRead }: DeviceView,
  { from, to }: DayRange,
  { consumption, hoursOfDays, now }: HourReading,
): Promise<readonly HourRecord[]> {
  const { id, timeZone } = device;
  const days = Array.from({ length: to - from + 1 }, (_, index) => dayText(from + index));
  const hours = days.flatMap((day) => {
    const { spans, names } = hoursOfDays.of(timeZone, day);
    return spans.map((span, index) => ({ day, span, name: names[index]! }));
  });
  const starts = hours.filter(({ span }) => mayRead(span)).map(({ span }) => span.start);
  const readable = new Set(starts);
  const totals = await consumption.hours(id, starts);
  const byStart = new Map(totals.map((total) => [total.hour, total]));
  return hours.map(({ day, span, name: { start: period, label, offset } }) => {
    const measured = byStart.get(span.start);
    const isReadable = readable.has(span.start);
    return {
      name: { period, from: day, to: day, label, offset },
      sums: {
        total: measured?.total ?? 0n,
        readings: measured?.readings ?? 0,
        hours: 1,
        hoursMeasured: measured ? 1 : 0,
        hoursWithheld: isReadable ? 0 : 1,
        hoursToCome: isReadable && span.start > now ? 1 : 0,
        minutes: (span.end - span.start) / MINUTE_MS,
        ...NO_MARK_COUNTS,
      },
    };
  });
}

export interface HourReading {
  readonly consumption: HourlyConsumption;
  readonly hoursOfDays: HoursOfDays;
  readonly now: number;
}
