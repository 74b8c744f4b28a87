import { type LocalDay, plusDays } from '../calendar/local-day.ts';

/** The longest range that a page shows around a day. */
const MAX_RANGE_DAYS = 14;

/**
 * Returns the range of days whose totals a day's page may show or compare with, both ends inclusive. It
 * depends on the day alone, so that the totals can be requested before today's date is known.
 */
export function relatedDays(day: LocalDay): { readonly from: LocalDay; readonly to: LocalDay } {
  return { from: plusDays(day, -MAX_RANGE_DAYS), to: plusDays(day, MAX_RANGE_DAYS - 1) };
}
