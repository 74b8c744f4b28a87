import type { HourKey, HourReview, WrongHour } from '../hour-review.ts';

/** Reviews or rebuilds all hours, step by step; returns the sums of the steps. */
export async function reviewAll(review: HourReview, step: 'next' | 'rebuildNext' = 'next') {
  const found = { hours: 0, readings: 0, dropped: 0, wrong: [] as WrongHour[] };
  let after: HourKey | undefined;
  do {
    const reviewed = step === 'next' ? await review.next(after) : await review.rebuildNext();
    found.hours += reviewed.hours;
    found.readings += reviewed.readings;
    found.dropped += reviewed.dropped;
    found.wrong.push(...reviewed.wrong);
    after = reviewed.end;
  } while (after !== undefined);
  return found;
}
