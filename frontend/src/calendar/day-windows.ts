import { type DayRange, daysBetween } from './day-arithmetic.ts';
import { type LocalDay, plusDays } from './local-day.ts';

/**
 * The stretch of days to show around a day: today and those before it or, for a day further back, the
 * stretch before that. So it stays where it is while one goes from day to day in it.
 */
export function windowOf(day: LocalDay, today: LocalDay, length: number): DayRange {
  const windowsBack = Math.max(0, Math.floor(daysBetween(day, today) / length));
  const to = plusDays(today, -windowsBack * length);
  return { from: plusDays(to, 1 - length), to };
}
