import { type ExpectedHours, hourKey } from './ground-truth.ts';
import type { Household } from './household.ts';

export interface Comparison {
  readonly hours: number;
  /** A sentence for each hour that is not as it must be. */
  readonly differences: readonly string[];
}

/** Compares every hour of a household that the API shows its owner with what it must be. */
export async function compare(household: Household, expected: ExpectedHours): Promise<Comparison> {
  const differences: string[] = [];
  const missing = new Set(expected.keys());
  let hours = 0;
  for (const date of household.days()) {
    for (const { start, energy, readings } of (await household.day(date)).hours) {
      const key = hourKey(Date.parse(start), household.timeZone);
      const { wh, readings: count } = expected.get(key) ?? { wh: undefined, readings: 0 };
      const kWh = wh === undefined ? null : wh / 1_000;
      if (energy !== kWh || readings !== count) {
        differences.push(
          `${key}: ${energy} kWh of ${readings} readings, but ${kWh} kWh of ${count} is right`,
        );
      }
      missing.delete(key);
      hours += 1;
    }
  }
  for (const key of missing) differences.push(`${key}: the API shows no such hour`);
  return { hours, differences };
}
