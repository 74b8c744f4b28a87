import type { Consumption, ConsumptionHour, DayTotal } from '../api/client.ts';

/** Energies in kWh. */
export interface DaySummary {
  /** Null without readings. */
  readonly total: number | null;
  /** The first hour with the largest consumption; `undefined` without consumption. */
  readonly peak: ConsumptionHour | undefined;
  readonly exceeded: readonly ConsumptionHour[];
  /** Hours that have started and have no readings. */
  readonly missing: readonly ConsumptionHour[];
  /** Hours whose energy contains estimates. */
  readonly estimated: readonly ConsumptionHour[];
  /** Hours with readings that are not counted. */
  readonly suspect: readonly ConsumptionHour[];
  /** Hours of which a part is unknown. */
  readonly partlyUnknown: readonly ConsumptionHour[];
}

/** @param now milliseconds since 1970 */
export function summarize({ hours, total }: Consumption, now: number): DaySummary {
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
    estimated: hours.filter(({ estimated }) => estimated),
    suspect: hours.filter(({ suspect }) => suspect > 0),
    partlyUnknown: hours.filter(({ partlyUnknown }) => partlyUnknown),
  };
}

/** Two amounts in kWh. */
export interface Comparison {
  readonly amount: number;
  readonly with: number;
  /** 0.1 means ten per cent more; `undefined` if the other amount is 0. */
  readonly ratio: number | undefined;
}

/** Returns `undefined` unless both amounts are known. */
export function compare(
  amount: number | null | undefined,
  other: number | null | undefined,
): Comparison | undefined {
  if (typeof amount !== 'number' || typeof other !== 'number') return undefined;
  return { amount, with: other, ratio: other === 0 ? undefined : amount / other - 1 };
}

/**
 * Compares today with the day before by the hours that today has completed and both days have readings of.
 *
 * @returns undefined if no hour is complete on both days
 */
export function compareSoFar(
  today: Consumption,
  dayBefore: Consumption,
  now: number,
): Comparison | undefined {
  const complete = today.hours.filter(
    (_, index) => Date.parse(today.hours[index + 1]?.start ?? '') <= now,
  );
  const hoursBefore = byLabel(dayBefore);
  let amount = 0;
  let other = 0;
  let hours = 0;
  for (const { label, energy } of complete) {
    const same = hoursBefore.get(label)?.shift()?.energy;
    if (energy === null || typeof same !== 'number') continue;
    amount += energy;
    other += same;
    hours += 1;
  }
  return hours === 0 ? undefined : compare(amount, other);
}

/** Groups the hours by local time, which repeats when clocks go back. */
function byLabel({ hours }: Consumption): Map<string, ConsumptionHour[]> {
  return Map.groupBy(hours, ({ label }) => label);
}

/** Returns the average of the days with readings, in kWh; `undefined` without any. */
export function averageTotal(days: readonly DayTotal[]): number | undefined {
  const totals = days.flatMap(({ total }) => (total === null ? [] : [total]));
  if (totals.length === 0) return undefined;
  return totals.reduce((sum, total) => sum + total, 0) / totals.length;
}
