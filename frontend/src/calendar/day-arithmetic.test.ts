import { describe, expect, it } from 'vitest';
import { daysAround } from './day-arithmetic.ts';

describe('the days around a day', () => {
  const lastWeek = { from: '2026-11-17', to: '2026-11-23' };

  it.each(['2026-11-17', '2026-11-20', '2026-11-23'])('end today for %s', (day) => {
    expect(daysAround(day, '2026-11-23', 7)).toEqual(lastWeek);
  });

  it.each(['2026-11-10', '2026-11-16'])('end a week earlier for %s', (day) => {
    expect(daysAround(day, '2026-11-23', 7)).toEqual({ from: '2026-11-10', to: '2026-11-16' });
  });

  it('end today for a future day', () => {
    expect(daysAround('2027-01-01', '2026-11-23', 7)).toEqual(lastWeek);
  });

  it('are unaffected by clock changes', () => {
    expect(daysAround('2026-10-25', '2026-10-26', 14)).toEqual({
      from: '2026-10-13',
      to: '2026-10-26',
    });
  });
});
