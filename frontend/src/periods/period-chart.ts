import type { PeriodBucket, PeriodConsumption } from '../api/client.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { type Axis, axisFor } from '../energy/axis.ts';
import type { MarkCounts } from '../energy/useMarkTexts.ts';
import { cumulated } from './usual-course.ts';

/**
 * - `complete`: every hour was measured;
 * - `partial`: past hours are missing;
 * - `running`: contains today, nothing missing so far;
 * - `missing`: nothing was measured;
 * - `future`: has not begun;
 * - `withheld`: the device belonged to somebody else.
 */
export type PartState = 'complete' | 'partial' | 'running' | 'missing' | 'future' | 'withheld';

/** A day or month of a period's chart; amounts in kWh or in a currency. */
export interface PeriodBar {
  /** As the API names it, such as 2026-11-22 or 2026-11; identifies the bar. */
  readonly name: string;
  readonly from: LocalDay;
  readonly state: PartState;
  /** 0 without readings; `state` distinguishes that from no consumption. */
  readonly amount: number;
  /** What it usually takes, if that is known. */
  readonly usual: number | undefined;
  /** The sum from the beginning of the period to the end of this part; undefined for the future. */
  readonly sum: number | undefined;
  readonly usualSum: number | undefined;
  readonly hours: number;
  readonly hoursMissing: number;
  readonly marks: MarkCounts;
}

export interface PeriodChart {
  readonly bars: readonly PeriodBar[];
  readonly axis: Axis;
  /** The axis of the sums. */
  readonly sumAxis: Axis;
}

/**
 * @param usual the usual amount of each part, if it is known
 * @param amountOf the energy of a part, or its cost
 */
export function toPeriodChart(
  { buckets }: Pick<PeriodConsumption, 'buckets'>,
  usual: readonly number[] | undefined,
  amountOf: (bucket: PeriodBucket) => number = ({ total }) => total ?? 0,
): PeriodChart {
  const sums = cumulated(buckets.map(amountOf));
  const usualSums = usual && cumulated(usual);
  const bars = buckets.map((bucket, place): PeriodBar => {
    const state = stateOf(bucket);
    return {
      name: bucket.period,
      from: bucket.from,
      state,
      amount: amountOf(bucket),
      usual: usual?.[place],
      sum: state === 'future' ? undefined : sums[place],
      usualSum: usualSums?.[place],
      hours: bucket.hours,
      hoursMissing: hoursMissing(bucket),
      marks: marksOf(bucket),
    };
  });
  return {
    bars,
    axis: axisFor(Math.max(0, ...bars.flatMap(({ amount, usual: other = 0 }) => [amount, other]))),
    sumAxis: axisFor(Math.max(sums.at(-1) ?? 0, usualSums?.at(-1) ?? 0)),
  };
}

export type Counts = Pick<
  PeriodBucket,
  'hours' | 'hoursMeasured' | 'hoursWithheld' | 'hoursToCome'
>;

/** Counts the past hours without readings. */
export function hoursMissing({
  hours,
  hoursMeasured,
  hoursWithheld = 0,
  hoursToCome = 0,
}: Counts): number {
  return Math.max(0, hours - hoursMeasured - hoursWithheld - hoursToCome);
}

function marksOf({ hoursEstimated = 0, hoursSuspect = 0, hoursPartlyUnknown = 0 }: PeriodBucket) {
  return { hoursEstimated, hoursSuspect, hoursPartlyUnknown };
}

function stateOf(bucket: PeriodBucket): PartState {
  const { hours, hoursMeasured, hoursWithheld = 0, hoursToCome = 0 } = bucket;
  if (hoursWithheld === hours) return 'withheld';
  if (hoursMeasured === 0) return hoursToCome + hoursWithheld === hours ? 'future' : 'missing';
  // The hour that has just begun has no readings yet.
  const isRunning = hoursToCome > 0;
  return hoursMissing(bucket) > (isRunning ? 1 : 0)
    ? 'partial'
    : isRunning
      ? 'running'
      : 'complete';
}
