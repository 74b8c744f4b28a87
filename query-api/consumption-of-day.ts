import { kilowattHours, type MicrowattHours, microwattHours } from '@energy/domain';
import type { Device, HourTotal } from '@energy/read-models';
import type { HoursOfDay } from './hours-of-days.ts';
import type { Consumption } from './schemas/consumption.ts';

/**
 * What a device consumed on one of its days.
 *
 * @param totals of the hours for which anything was measured, in order
 */
export function consumptionOfDay(
  device: Device,
  day: string,
  { starts, startTexts, labels }: HoursOfDay,
  totals: readonly HourTotal[],
): Consumption {
  const limit = limitOf(device);
  let sum = 0n;
  let next = 0;
  const hours = starts.map((start, index): Consumption['hours'][number] => {
    const measured = totals[next]?.hour === start ? totals[next++] : undefined;
    if (measured) sum += measured.total;
    return {
      start: startTexts[index]!,
      label: labels[index]!,
      energy: measured ? inKilowattHours(measured.total) : null,
      readings: measured?.readings ?? 0,
      exceeded: measured !== undefined && measured.total > limit,
    };
  });
  return {
    deviceId: device.id,
    day,
    timeZone: device.timeZone,
    unit: 'kWh',
    maxHourlyConsumption: device.maxHourlyConsumption,
    total: inKilowattHours(sum),
    hours,
  };
}

/** In µWh. A bigint compared with it is compared exactly. */
export function limitOf({ id, maxHourlyConsumption }: Device): MicrowattHours {
  const limit = microwattHours(maxHourlyConsumption);
  if (limit === undefined) throw new RangeError(`device ${id} has no limit that can be counted`);
  return limit;
}

/** The same double either way; numbers are quicker than bigints, and hours are seldom larger. */
export function inKilowattHours(energy: bigint): number {
  return kilowattHours(energy <= Number.MAX_SAFE_INTEGER ? Number(energy) : energy);
}
