import type { DeviceView, HoursOfDay } from '@energy/costs';
import type { HourTotal } from '@energy/read-models';
import { inKilowattHours, limitOf } from './consumption-of-day.ts';
import type { DailyConsumption } from './schemas/consumption.ts';

/** A local day, as 2026-11-22, and its hours. */
export interface DayWithHours {
  readonly day: string;
  readonly hours: HoursOfDay;
}

/**
 * The consumption of a device on each of some days, as far as a reader may see it.
 *
 * @param totals of the measured hours of those days, in order
 */
export function consumptionOfDays(
  { device, mayRead }: DeviceView,
  days: readonly DayWithHours[],
  totals: readonly HourTotal[],
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
        ...(own.length < spans.length && { hoursWithheld: spans.length - own.length }),
      };
    }),
  };
}

function largestOf(hours: readonly HourTotal[]): number | null {
  const largest = hours.reduce((most, { total }) => (total > most ? total : most), 0n);
  return hours.length === 0 ? null : inKilowattHours(largest);
}
