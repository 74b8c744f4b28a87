import type { Device, HourTotal } from '@energy/read-models';
import { inKilowattHours, limitOf } from './consumption-of-day.ts';
import type { HoursOfDay } from './hours-of-days.ts';
import type { DailyConsumption } from './schemas/consumption.ts';

/** A local day, as 2026-11-22, and its hours. */
export interface DayWithHours {
  readonly day: string;
  readonly hours: HoursOfDay;
}

/**
 * What a device consumed on each of some days.
 *
 * @param totals of the hours of those days for which anything was measured, in order
 */
export function consumptionOfDays(
  device: Device,
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
    days: days.map(({ day, hours: { starts } }) => {
      let [sum, hoursMeasured, hoursExceeded] = [0n, 0, 0];
      for (const start of starts) {
        if (totals[next]?.hour !== start) continue;
        const { total } = totals[next++]!;
        sum += total;
        hoursMeasured += 1;
        if (total > limit) hoursExceeded += 1;
      }
      const total = hoursMeasured === 0 ? null : inKilowattHours(sum);
      return { day, total, hours: starts.length, hoursMeasured, hoursExceeded };
    }),
  };
}
