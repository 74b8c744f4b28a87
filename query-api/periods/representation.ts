import {
  addDays,
  type DayRecord,
  type DaySums,
  type HourRecord,
  type MarkCounts,
  NOTHING,
} from '@energy/costs';
import { dayText } from '@energy/domain';
import type { DayRange } from '@energy/read-models';
import { inKilowattHours } from '../consumption-of-day.ts';
import type { PeriodBucket } from '../schemas/periods.ts';
import { bucketsOf, type Period } from './buckets.ts';

/** Sums as the API shows them. */
export function sumsAsShown(sums: DaySums) {
  const { total, readings, hours, hoursMeasured, hoursWithheld, hoursToCome } = sums;
  return {
    total: hoursMeasured === 0 ? null : inKilowattHours(total),
    readings,
    hours,
    hoursMeasured,
    ...(hoursWithheld > 0 && { hoursWithheld }),
    ...(hoursToCome > 0 && { hoursToCome }),
    ...marksAsShown(sums),
    complete: hoursMeasured + hoursWithheld === hours,
  };
}

/** Marks as the API shows them: those that there are. */
export function marksAsShown({ hoursEstimated, hoursSuspect, hoursPartlyUnknown }: MarkCounts) {
  return {
    ...(hoursEstimated > 0 && { hoursEstimated }),
    ...(hoursSuspect > 0 && { hoursSuspect }),
    ...(hoursPartlyUnknown > 0 && { hoursPartlyUnknown }),
  };
}

/** Groups days by the periods of a range. By day, those without a record are left out. */
export function bucketsAsShown(
  range: DayRange,
  by: Period,
  days: readonly DayRecord[],
): PeriodBucket[] {
  if (by === 'day') return days.map(dayAsShown);
  let next = 0;
  return bucketsOf(range, by).map(({ period, from, to }) => {
    let sums = NOTHING;
    for (; next < days.length && days[next]!.day <= to; next++) sums = addDays(sums, days[next]!);
    return { period, ...rangeAsShown({ from, to }), ...sumsAsShown(sums) };
  });
}

function dayAsShown(record: DayRecord): PeriodBucket {
  const period = dayText(record.day);
  return { period, from: period, to: period, ...sumsAsShown(record) };
}

export function rangeAsShown({ from, to }: DayRange) {
  return { from: dayText(from), to: dayText(to) };
}

export function sumOf(days: readonly DaySums[]): DaySums {
  return days.reduce<DaySums>(addDays, NOTHING);
}

export function hourAsShown({ name, sums }: HourRecord): PeriodBucket {
  return { ...name, ...sumsAsShown(sums) };
}
