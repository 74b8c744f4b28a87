import type { PeriodBucket } from '../api/client.ts';

type Measured = Pick<PeriodBucket, 'total' | 'hours' | 'hoursMeasured'>;

/**
 * Estimates what each part of a period usually takes: the mean energy of a measured hour in the parts at the same place of
 * earlier periods, times the hours of this part. So missing hours, and days of 23 or 25 hours, distort nothing. A part
 * without a predecessor, such as the 31st after shorter months, takes the mean of all.
 *
 * @param earlier the parts of earlier periods, in order
 * @returns energies in kWh; undefined if nothing was measured in the earlier periods
 */
export function usualCourse(
  parts: readonly Pick<PeriodBucket, 'hours'>[],
  earlier: readonly (readonly Measured[])[],
): readonly number[] | undefined {
  const mean = perHour(earlier.flat());
  if (mean === undefined) return undefined;
  return parts.map(({ hours }, place) => {
    const same = earlier.flatMap((period) => period[place] ?? []);
    return (perHour(same) ?? mean) * hours;
  });
}

/** Returns the sums of the first energy, the first two, and so on. */
export function cumulated(energies: readonly number[]): readonly number[] {
  let sum = 0;
  return energies.map((energy) => (sum += energy));
}

/** Returns the mean energy of a measured hour in kWh; undefined if nothing was measured. */
export function perHour(
  parts: readonly Pick<PeriodBucket, 'total' | 'hoursMeasured'>[],
): number | undefined {
  let energy = 0;
  let hours = 0;
  for (const { total, hoursMeasured } of parts) {
    energy += total ?? 0;
    hours += hoursMeasured;
  }
  return hours === 0 ? undefined : energy / hours;
}
