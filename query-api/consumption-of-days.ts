import { countMarks, type DeviceView, type HoursOfDay } from '@energy/costs';
import type { HourTotal, MarkedHour } from '@energy/read-models';
import { inKilowattHours, limitOf } from './consumption-of-day.ts';
import { marksAsShown } from './periods/representation.ts';
import type { DailyConsumption } from './schemas/consumption.ts';

/** A local day, as 2026-11-22, and its hours. */
export interface DayWithHours {
  readonly day: string;
  readonly hours: HoursOfDay;
}

/** The hours of some days that have something to say, in order. */
export interface KnownHours {
  /** Those whose energy is known. */
  readonly totals: readonly HourTotal[];
  readonly marked: readonly MarkedHour[];
}

/**
 * The consumption of a device on each of some days, as far as a reader may see it.
 */
export function consumptionOfDays(
  { device, mayRead }: DeviceView,
  days: readonly DayWithHours[],
  { totals, marked }: KnownHours,
): DailyConsumption {
  const limit = limitOf(device);
  let next = 0;
  return {
    deviceId: device.id,
    timeZone: device.timeZone,
    unit: 'kWh',
    maxHourlyConsumption: device.maxHourlyConsumption,
    days: days.map(({ day, hours: { spans, minutes } }) => {
      const own = spans.filter(mayRead);
      const ownStarts = new Set(own.map(({ start }) => start));
      const marks = countMarks(marked.filter(({ hour }) => ownStarts.has(hour)));
      const measured: HourTotal[] = [];
      for (const span of spans) {
        if (totals[next]?.hour !== span.start) continue;
        const total = totals[next++]!;
        if (own.includes(span)) measured.push(total);
      }
      const sum = measured.reduce((energy, { total }) => energy + total, 0n);
      return {
        day,
        total: measured.length === 0 ? null : inKilowattHours(sum),
        minutes,
        hours: spans.length,
        hoursMeasured: measured.length,
        largestHour: largestOf(measured),
        hoursExceeded: measured.filter(({ total }) => total > limit).length,
        ...marksAsShown(marks),
        ...(own.length < spans.length && { hoursWithheld: spans.length - own.length }),
      };
    }),
  };
}

function largestOf(hours: readonly HourTotal[]): number | null {
  const largest = hours.reduce((most, { total }) => (total > most ? total : most), 0n);
  return hours.length === 0 ? null : inKilowattHours(largest);
}
