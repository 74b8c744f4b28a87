import type { PeriodBucket } from '../api/client.ts';
import { daysOf } from '../calendar/day-arithmetic.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import type { MarkCounts } from '../energy/useMarkTexts.ts';

/** An hour of a heat map. */
export interface HeatCell {
  /** The instant at which the hour starts (ISO 8601, UTC). */
  readonly start: string;
  /** The place of its day in the period. */
  readonly day: number;
  /** The hour of the local clock, 0 to 23. */
  readonly hour: number;
  /** In kWh. */
  readonly energy: number;
  readonly marks: MarkCounts;
}

/** The hours of a period: a column for each day and a row for each hour of the clock. */
export interface HeatMap {
  readonly days: readonly LocalDay[];
  readonly within: readonly HeatCell[];
  readonly exceeded: readonly HeatCell[];
  /** The energy from which the colour stays the same: 99 of 100 hours within the limit use less. */
  readonly scale: number;
  /** The mean energy of each hour of the clock that was measured. */
  readonly byHour: ReadonlyMap<number, number>;
}

const SCALE_QUANTILE = 0.99;

/** @param limit of an hour, in kWh */
export function toHeatMap(
  range: { readonly from: LocalDay; readonly to: LocalDay },
  hours: readonly PeriodBucket[],
  limit: number,
): HeatMap {
  const days = daysOf(range);
  const places = new Map(days.map((day, place) => [day, place]));
  const cells = hours.flatMap(({ period, from, label, total, ...marks }): HeatCell[] => {
    const day = places.get(from);
    if (total === null || day === undefined || !label) return [];
    return [
      {
        start: period,
        day,
        hour: Number(label.slice(0, 2)),
        energy: total,
        marks: countsOf(marks),
      },
    ];
  });
  const within = cells.filter(({ energy }) => energy <= limit);
  const sorted = within.map(({ energy }) => energy).toSorted((a, b) => a - b);
  const scale = sorted[Math.floor((sorted.length - 1) * SCALE_QUANTILE)] || limit;
  return {
    days,
    within,
    exceeded: cells.filter(({ energy }) => energy > limit),
    scale,
    byHour: meansOf(cells),
  };
}

function countsOf({ hoursEstimated = 0, hoursPartlyUnknown = 0 }: MarkCounts): MarkCounts {
  return { hoursEstimated, hoursPartlyUnknown };
}

function meansOf(cells: readonly HeatCell[]): ReadonlyMap<number, number> {
  const means = [...Map.groupBy(cells, ({ hour }) => hour)].map(
    ([hour, same]) =>
      [hour, same.reduce((sum, { energy }) => sum + energy, 0) / same.length] as const,
  );
  return new Map(means.toSorted(([a], [b]) => a - b));
}

/** Returns the hours of the clock with the largest and the smallest mean; undefined without measurements. */
export function extremesOf(byHour: ReadonlyMap<number, number>) {
  const ascending = [...byHour].toSorted(([, a], [, b]) => a - b);
  const low = ascending[0];
  const high = ascending.at(-1);
  if (!low || !high) return undefined;
  return {
    high: { hour: high[0], energy: high[1] },
    low: { hour: low[0], energy: low[1] },
  };
}
