import { type Api, type PeriodBucket, type PeriodConsumption, periodOf } from '../api/client.ts';
import { isAbout } from '../api/problem.ts';
import type { DayRange } from '../calendar/day-arithmetic.ts';
import { plusDays } from '../calendar/local-day.ts';
import { divisionOf, type Period, type PeriodKind, shiftPeriod } from './period.ts';

/** The API answers at most as many days by hour in one request. */
const MAX_DAYS_BY_HOUR = 62;
const AVERAGED_PERIODS = 4;
const PERIODS_OF_A_YEAR: Partial<Record<PeriodKind, number>> = { week: 52, month: 12 };

export type Division = PeriodConsumption['by'];

function periodQuery({ kind, from, to }: Period, withCosts: boolean) {
  const query = { from, to, by: divisionOf(kind), compare: true } as const;
  return withCosts ? { ...query, cost: true } : query;
}

export interface RequestedPeriod {
  readonly deviceId: string;
  readonly period: Period;
  readonly withCosts: boolean;
}

/** Loads a period and its comparisons. One in the future is undefined. */
export async function loadPeriod(
  api: Api,
  { deviceId, period, withCosts }: RequestedPeriod,
  signal: AbortSignal,
): Promise<PeriodConsumption | undefined> {
  const params = { path: { id: deviceId }, query: periodQuery(period, withCosts) };
  try {
    return await periodOf(api.GET('/api/devices/{id}/consumption', { params, signal }));
  } catch (error) {
    if (isAbout(error, 'from')) return undefined;
    throw error;
  }
}

/** Loads the parts of the four periods before a period, each by itself; without those before 2000. */
export async function loadEarlier(
  api: Api,
  { deviceId, period }: { readonly deviceId: string; readonly period: Period },
  signal: AbortSignal,
): Promise<readonly (readonly PeriodBucket[])[]> {
  const earlier = Array.from({ length: AVERAGED_PERIODS }, (_, index) =>
    shiftPeriod(period, index - AVERAGED_PERIODS),
  );
  const range = { from: earlier[0]!.from, to: earlier.at(-1)!.to };
  const by = divisionOf(period.kind);
  const buckets = await loadBuckets(api, { deviceId, ...range, by }, signal);
  return earlier.map(({ from, to }) =>
    buckets.filter((bucket) => from <= bucket.from && bucket.from <= to),
  );
}

/** Loads the parts of the same period a year before; of a week, 52 weeks before. */
export function loadYearBefore(
  api: Api,
  { deviceId, period }: { readonly deviceId: string; readonly period: Period },
  signal: AbortSignal,
): Promise<readonly PeriodBucket[]> {
  const { from, to } = shiftPeriod(period, -(PERIODS_OF_A_YEAR[period.kind] ?? 1));
  return loadBuckets(api, { deviceId, from, to, by: divisionOf(period.kind) }, signal);
}

/** Loads the parts of a range of days. */
export async function loadBuckets(
  api: Api,
  { deviceId, ...query }: DayRange & { readonly deviceId: string; readonly by: Division },
  signal: AbortSignal,
): Promise<readonly PeriodBucket[]> {
  const params = { path: { id: deviceId }, query };
  const { buckets } = await periodOf(api.GET('/api/devices/{id}/consumption', { params, signal }));
  return buckets;
}

/** Loads the hours of a range of any length in several requests, and yields those loaded so far after each. */
export async function* loadHours(
  api: Api,
  { deviceId, from, to }: DayRange & { readonly deviceId: string },
  signal: AbortSignal,
): AsyncGenerator<readonly PeriodBucket[]> {
  let hours: readonly PeriodBucket[] = [];
  for (let first = from; first <= to; first = plusDays(first, MAX_DAYS_BY_HOUR)) {
    const last = plusDays(first, MAX_DAYS_BY_HOUR - 1);
    const range = { deviceId, from: first, to: last < to ? last : to, by: 'hour' } as const;
    hours = [...hours, ...(await loadBuckets(api, range, signal))];
    yield hours;
  }
}
