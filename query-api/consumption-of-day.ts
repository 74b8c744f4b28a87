import type { DeviceView, HoursOfDay } from '@energy/costs';
import {
  expectedReadings,
  kilowattHours,
  type MicrowattHours,
  meterDescription,
  microwattHours,
} from '@energy/domain';
import type { Device, HourTotal, MarkedHour } from '@energy/read-models';
import type { Consumption } from './schemas/consumption.ts';

type Hour = Consumption['hours'][number];

/** A local day of a device. */
export interface DayOfDevice {
  /** As 2026-11-22. */
  readonly day: string;
  readonly hours: HoursOfDay;
  /** Of the hours whose energy is known, in order. */
  readonly totals: readonly HourTotal[];
  /** Hours with estimated or suspect readings, in order. */
  readonly marked?: readonly MarkedHour[];
}

/** The consumption of a device on a local day, as far as a reader may see it. */
export function consumptionOfDay(
  { device, mayRead }: DeviceView,
  { day, hours: { starts, spans, names, minutes }, totals, marked = [] }: DayOfDevice,
): Consumption {
  const limit = limitOf(device);
  const meter = meterDescription(device.meter);
  let sum: bigint | undefined;
  let next = 0;
  let nextMarked = 0;
  const hours = starts.map((start, index): Hour => {
    const measured = totals[next]?.hour === start ? totals[next++] : undefined;
    const marks = marked[nextMarked]?.hour === start ? marked[nextMarked++] : undefined;
    const span = spans[index]!;
    const hour: Hour = {
      ...names[index]!,
      energy: null,
      readings: 0,
      expectedReadings: expectedReadings(meter, span.end - span.start),
      estimated: false,
      suspect: 0,
      exceeded: false,
    };
    if (!mayRead(span)) return { ...hour, withheld: true };
    if (marks) {
      hour.estimated = marks.isEstimated;
      hour.suspect = marks.suspect;
      if (marks.isPartlyUnknown) hour.partlyUnknown = true;
    }
    if (!measured) return hour;
    sum = (sum ?? 0n) + measured.total;
    return {
      ...hour,
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
    flow: meter.flow,
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
