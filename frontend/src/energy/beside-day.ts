import { type LocalDay, plusDays } from '../calendar/local-day.ts';

/** As many days as are ever shown around one: two weeks. */
const MOST_SHOWN = 14;

/**
 * The days whose totals are of use beside a day, both ends included: whichever of them it is shown with,
 * and those that it is compared with. They depend on nothing else, so that whoever knows the day can ask.
 */
export function daysBeside(day: LocalDay): { readonly from: LocalDay; readonly to: LocalDay } {
  return { from: plusDays(day, -MOST_SHOWN), to: plusDays(day, MOST_SHOWN - 1) };
}
