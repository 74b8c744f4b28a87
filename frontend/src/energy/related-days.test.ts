import { describe, expect, it } from 'vitest';
import { daysAround, daysOf } from '../calendar/day-arithmetic.ts';
import { plusDays } from '../calendar/local-day.ts';
import { relatedDays } from './related-days.ts';

describe('the days related to a day', () => {
  it('include every range around it, and the week before it', () => {
    const day = '2026-10-25';
    const { from, to } = relatedDays(day);
    expect(from <= plusDays(day, -7)).toBe(true);
    for (const today of daysOf({ from: day, to: plusDays(day, 60) })) {
      for (const length of [7, 14]) {
        const range = daysAround(day, today, length);
        expect([range.from >= from, range.to <= to], `${length} days, today ${today}`).toEqual([
          true,
          true,
        ]);
      }
    }
  });
});
