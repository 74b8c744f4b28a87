import { describe, expect, it } from 'vitest';
import { daysOf } from '../calendar/day-arithmetic.ts';
import { windowOf } from '../calendar/day-windows.ts';
import { plusDays } from '../calendar/local-day.ts';
import { daysBeside } from './beside-day.ts';

describe('the days beside a day', () => {
  it('hold every stretch that it is shown in, and the week before it', () => {
    const day = '2026-10-25';
    const { from, to } = daysBeside(day);
    expect(from <= plusDays(day, -7)).toBe(true);
    for (const today of daysOf({ from: day, to: plusDays(day, 60) })) {
      for (const length of [7, 14]) {
        const shown = windowOf(day, today, length);
        expect([shown.from >= from, shown.to <= to], `${length} days, today ${today}`).toEqual([
          true,
          true,
        ]);
      }
    }
  });
});
