import { type DayOfBill, type DeviceBill, EXACT_COST_DIGITS } from '@energy/costs';
import {
  type Amount,
  type BillTotal,
  calendarDay,
  firstOfMonth,
  roundAmount,
  totalsOf,
} from '@energy/domain';
import type { DayRange } from '@energy/read-models';
import type { Period } from '../periods/buckets.ts';
import type { PeriodBucket } from '../schemas/periods.ts';

/** Costs by currency, and the number of measured hours that have no price. */
export interface Costs {
  readonly costs: BillTotal[];
  readonly hoursUnpriced?: number;
}

/** Adds its costs to each bucket of a range. */
export function withCosts(
  buckets: readonly PeriodBucket[],
  bills: readonly DeviceBill[],
  by: 'hour' | Period,
): PeriodBucket[] {
  return buckets.map((bucket) => ({ ...bucket, ...costsOfBucket(bucket, bills, by) }));
}

function costsOfBucket(
  { period, ...days }: PeriodBucket,
  bills: readonly DeviceBill[],
  by: 'hour' | Period,
): Costs {
  const range = { from: calendarDay(days.from), to: calendarDay(days.to) };
  if (by === 'hour') return costsOfHour(bills, period, range.from);
  return by === 'month' || by === 'year' ? billedCosts(bills, range) : exactCosts(bills, range);
}

/** The billed costs of a range: the sum of the lines of its months, each rounded once. */
export function billedCosts(bills: readonly DeviceBill[], { from, to }: DayRange): Costs {
  const lines = bills.flatMap(({ months }) =>
    months
      .filter(({ month }) => month >= firstOfMonth(from) && month <= to)
      .flatMap((each) => each.lines),
  );
  return { costs: totalsOf(lines), ...unpriced(bills, { from, to }) };
}

/** The exact costs of a range, with six decimals. */
export function exactCosts(bills: readonly DeviceBill[], range: DayRange): Costs {
  const sums = new Map<string, Amount>();
  for (const { currency, amount } of daysIn(bills, range)) {
    if (currency !== undefined) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  return { costs: toCosts(sums), ...unpriced(bills, range) };
}

/** The exact costs of the energy of an hour, by the start as the API names it. */
export function costsOfHour(bills: readonly DeviceBill[], start: string, day: number): Costs {
  const sums = new Map<string, Amount>();
  for (const { currency, hours } of daysIn(bills, { from: day, to: day })) {
    const amount = hours.get(start);
    if (currency === undefined || amount === undefined) continue;
    sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  return { costs: toCosts(sums) };
}

function* daysIn(bills: readonly DeviceBill[], { from, to }: DayRange): Generator<DayOfBill> {
  for (const { days } of bills) {
    for (const day of days) if (day.day >= from && day.day <= to) yield day;
  }
}

function unpriced(bills: readonly DeviceBill[], range: DayRange) {
  let hoursUnpriced = 0;
  for (const day of daysIn(bills, range)) hoursUnpriced += day.hoursUnpriced;
  return hoursUnpriced === 0 ? {} : { hoursUnpriced };
}

function toCosts(sums: ReadonlyMap<string, Amount>): BillTotal[] {
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount: roundAmount(amount, EXACT_COST_DIGITS) }))
    .sort((one, other) => (one.currency < other.currency ? -1 : 1));
}
