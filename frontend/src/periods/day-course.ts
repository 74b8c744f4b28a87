import type { Consumption, PeriodBucket } from '../api/client.ts';
import { axisFor } from '../energy/axis.ts';
import type { Course } from './period-chart-options.ts';
import { cumulated } from './usual-course.ts';

/**
 * Returns the running sum of a day up to its hours' ends, beside the usual one: the mean of the hours with the same local
 * time on earlier days.
 *
 * @param earlier the hours of earlier days
 * @param now milliseconds since 1970
 */
export function toDayCourse(
  { hours }: Pick<Consumption, 'hours'>,
  earlier: readonly PeriodBucket[],
  now: number,
): Course {
  const usual = usualHours(hours, earlier);
  const sums = cumulated(hours.map(({ energy }) => energy ?? 0));
  const usualSums = usual && cumulated(usual);
  const points = hours.map(({ start }, index) => ({
    sum: Date.parse(start) <= now ? sums[index] : undefined,
    usualSum: usualSums?.[index],
  }));
  return { points, axis: axisFor(Math.max(sums.at(-1) ?? 0, usualSums?.at(-1) ?? 0)) };
}

function usualHours(
  hours: Consumption['hours'],
  earlier: readonly PeriodBucket[],
): readonly number[] | undefined {
  const measured = earlier.filter(({ total }) => total !== null);
  if (measured.length === 0) return undefined;
  const byLabel = Map.groupBy(measured, ({ label }) => label);
  return hours.map(({ label }) => meanOf(byLabel.get(label) ?? measured));
}

function meanOf(hours: readonly PeriodBucket[]): number {
  return hours.reduce((sum, { total }) => sum + (total ?? 0), 0) / hours.length;
}
