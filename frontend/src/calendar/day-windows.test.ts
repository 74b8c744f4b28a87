import { describe, expect, it } from 'vitest';
import { windowOf } from './day-windows.ts';

describe('the days around a day', () => {
  const lastWeek = { from: '2026-11-17', to: '2026-11-23' };

  it.each(['2026-11-17', '2026-11-20', '2026-11-23'])('are the last ones for %s', (day) => {
    expect(windowOf(day, '2026-11-23', 7)).toEqual(lastWeek);
  });

  it.each(['2026-11-10', '2026-11-16'])('are those before them for %s', (day) => {
    expect(windowOf(day, '2026-11-23', 7)).toEqual({ from: '2026-11-10', to: '2026-11-16' });
  });

  it('are the last ones for a day that is still to come', () => {
    expect(windowOf('2027-01-01', '2026-11-23', 7)).toEqual(lastWeek);
  });

  it('are as many where the clocks change', () => {
    expect(windowOf('2026-10-25', '2026-10-26', 14)).toEqual({
      from: '2026-10-13',
      to: '2026-10-26',
    });
  });
});
