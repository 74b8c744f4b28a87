import { calendarDay, dayText } from '@energy/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsOf, type Period } from './buckets.ts';

const range = (from: string, to: string) => ({ from: calendarDay(from), to: calendarDay(to) });
const named = (from: string, to: string, by: Period) =>
  bucketsOf(range(from, to), by).map((bucket) => [
    bucket.period,
    dayText(bucket.from),
    dayText(bucket.to),
  ]);

describe('the buckets of a range', () => {
  it('are weeks by ISO 8601, which belong to the year of their Thursday', () => {
    expect(named('2026-12-24', '2027-01-05', 'week')).toEqual([
      ['2026-W52', '2026-12-24', '2026-12-27'],
      ['2026-W53', '2026-12-28', '2027-01-03'],
      ['2027-W01', '2027-01-04', '2027-01-05'],
    ]);
  });

  it('are months and years, cut at the ends of the range', () => {
    expect(named('2024-01-31', '2024-03-01', 'month')).toEqual([
      ['2024-01', '2024-01-31', '2024-01-31'],
      ['2024-02', '2024-02-01', '2024-02-29'],
      ['2024-03', '2024-03-01', '2024-03-01'],
    ]);
    expect(named('2023-12-31', '2024-12-31', 'year')).toEqual([
      ['2023', '2023-12-31', '2023-12-31'],
      ['2024', '2024-01-01', '2024-12-31'],
    ]);
  });

  it('tile any range, with the names that the calendar gives them', () => {
    const first = calendarDay('1999-12-20');
    const aRange = fc.tuple(fc.nat(40_000), fc.nat(500));
    const periods = fc.constantFrom<Period>('day', 'week', 'month', 'year');
    fc.assert(
      fc.property(aRange, periods, ([start, length], by) => {
        const from = first + start;
        const to = first + start + length;
        const buckets = bucketsOf({ from, to }, by);
        expect([buckets[0]!.from, buckets.at(-1)!.to]).toEqual([from, to]);
        for (const [index, bucket] of buckets.entries()) {
          if (index > 0) expect(bucket.from).toBe(buckets[index - 1]!.to + 1);
          expect(nameOf(bucket.from, by)).toBe(bucket.period);
          expect(nameOf(bucket.to, by)).toBe(bucket.period);
        }
      }),
    );
  });
});

function nameOf(day: number, by: Period): string {
  const date = Temporal.PlainDate.from(dayText(day));
  const week = String(date.weekOfYear).padStart(2, '0');
  const names = {
    day: date.toString(),
    week: `${date.yearOfWeek}-W${week}`,
    month: date.toPlainYearMonth().toString(),
    year: String(date.year),
  };
  return names[by];
}
