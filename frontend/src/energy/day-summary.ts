import type { Consumption, ConsumptionHour, DayTotal } from '../api/client.ts';

/** What there is to say about a day; energies in kWh. */
export interface DaySummary {
  /** Null where nothing was measured at all. */
  readonly total: number | null;
  /** The hour with the most, if anything was consumed; the first of several. */
  readonly peak: ConsumptionHour | undefined;
  readonly exceeded: readonly ConsumptionHour[];
  /** Hours that have begun and of which nothing is known. */
  readonly missing: readonly ConsumptionHour[];
}

/** @param now milliseconds since 1970 */
export function summaryOf({ hours, total }: Consumption, now: number): DaySummary {
  const measured = hours.filter(({ energy }) => energy !== null);
  const consumed = measured.filter(({ energy }) => energy! > 0);
  return {
    total: measured.length === 0 ? null : total,
    peak: consumed.reduce<ConsumptionHour | undefined>(
      (peak, hour) => (peak && peak.energy! >= hour.energy! ? peak : hour),
      undefined,
    ),
    exceeded: hours.filter(({ exceeded }) => exceeded),
    missing: hours.filter(
      ({ energy, start, withheld }) => energy === null && !withheld && Date.parse(start) <= now,
    ),
  };
}

/** How much more (or less) one amount is than another; both in kWh. */
export interface Comparison {
  readonly amount: number;
  readonly with: number;
  /** 0.1 is ten per cent more; undefined where there is nothing to divide by. */
  readonly ratio: number | undefined;
}

/** A comparison, where both are known. */
export function compared(
  amount: number | null | undefined,
  other: number | null | undefined,
): Comparison | undefined {
  if (typeof amount !== 'number' || typeof other !== 'number') return undefined;
  return { amount, with: other, ratio: other === 0 ? undefined : amount / other - 1 };
}

/**
 * What a day that goes on compares with: as many hours of the day before as it has completed itself,
 * and only hours that are known of both. So a morning is compared with a morning.
 *
 * @returns undefined where no hour is complete on both days
 */
export function comparedSoFar(
  today: Consumption,
  dayBefore: Consumption,
  now: number,
): Comparison | undefined {
  const complete = today.hours.filter(
    (_, index) => Date.parse(today.hours[index + 1]?.start ?? '') <= now,
  );
  const before = byLabel(dayBefore);
  let [amount, other, hours] = [0, 0, 0];
  for (const { label, energy } of complete) {
    const same = before.get(label)?.shift()?.energy;
    if (energy === null || typeof same !== 'number') continue;
    amount += energy;
    other += same;
    hours += 1;
  }
  return hours === 0 ? undefined : compared(amount, other);
}

/** The hours of a day by what the clock showed; two where the clocks went back. */
function byLabel({ hours }: Consumption): Map<string, ConsumptionHour[]> {
  return Map.groupBy(hours, ({ label }) => label);
}

/** The average of the days that are known in full or in part, in kWh; undefined where none is. */
export function averageOf(days: readonly DayTotal[]): number | undefined {
  const totals = days.flatMap(({ total }) => (total === null ? [] : [total]));
  if (totals.length === 0) return undefined;
  return totals.reduce((sum, total) => sum + total, 0) / totals.length;
}
