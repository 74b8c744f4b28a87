import type { PeriodBucket } from '../api/client.ts';
import { perHour } from './usual-course.ts';

type Part = Pick<PeriodBucket, 'total' | 'hours' | 'hoursMeasured' | 'hoursToCome'>;

/** The mean energy of a measured hour, in kWh, and the change against others: 0.1 is a tenth more. */
export interface ComparedHours {
  readonly perHour: number;
  readonly change: number | undefined;
}

/**
 * Compares the parts of a running period that are over with the parts at the same places of earlier periods, by the mean
 * energy of a measured hour: a year in which December is to come is not compared with one that had it.
 *
 * @returns undefined while no part is over, or if nothing was measured
 */
export function compareSoFar(
  parts: readonly Part[],
  earlier: readonly (readonly Part[])[],
): ComparedHours | undefined {
  const running = parts.findIndex(({ hoursToCome = 0 }) => hoursToCome > 0);
  const over = running < 0 ? parts.length : running;
  const current = perHour(parts.slice(0, over));
  const before = perHour(earlier.flatMap((period) => period.slice(0, over)));
  if (current === undefined || before === undefined) return undefined;
  return { perHour: before, change: before === 0 ? undefined : current / before - 1 };
}
