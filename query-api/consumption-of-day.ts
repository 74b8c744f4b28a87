import { kilowattHours, type MicrowattHours, microwattHours } from '@energy/domain';
import type { Device, HourTotal } from '@energy/read-models';
import type { DeviceView } from './device-view.ts';
import type { HoursOfDay } from './hours-of-days.ts';
import type { Consumption } from './schemas/consumption.ts';

type Hour = Consumption['hours'][number];

/**
 * The consumption of a device on a local day, as far as a reader may see it.
 *
 * @param totals of the measured hours, in order
 */
export function consumptionOfDay(
  { device, mayRead }: DeviceView,
  day: string,
  { starts, spans, names, minutes }: HoursOfDay,
  totals: readonly HourTotal[],
): Consumption {
  const limit = limitOf(device);
  let sum: bigint | undefined;
  let next = 0;
  const hours = starts.map((start, index): Hour => {
    const measured = totals[next]?.hour === start ? totals[next++] : undefined;
    const name = names[index]!;
    if (!mayRead(spans[index]!)) {
      return { ...name, energy: null, readings: 0, exceeded: false, withheld: true };
    }
    if (!measured) return { ...name, energy: null, readings: 0, exceeded: false };
    sum = (sum ?? 0n) + measured.total;
    return {
      ...name,
      energy: inKilowattHours(measured.total),
      readings: measured.readings,
      exceeded: measured.total > limit,
    };
  });
  return {
    deviceId: device.id,
    day,
    timeZone: device.timeZone,
    unit: 'kWh',
    maxHourlyConsumption: device.maxHourlyConsumption,
    minutes,
    total: sum === undefined ? null : inKilowattHours(sum),
    hours,
  };
}

/** In µWh; comparisons with a bigint are exact. */
export function limitOf({ id, maxHourlyConsumption }: Device): MicrowattHours {
  const limit = microwattHours(maxHourlyConsumption);
  if (limit === undefined) throw new RangeError(`device ${id} has no limit that can be counted`);
  return limit;
}

/** Converts by number where possible: the result is the same, and faster than by bigint. */
export function inKilowattHours(energy: bigint): number {
  return kilowattHours(energy <= Number.MAX_SAFE_INTEGER ? Number(energy) : energy);
}
