import { describe, expect, it } from 'vitest';
import { lastDay, lastFullHour, toneOfChange, toneOfReporting } from './utility.ts';

const hoursOf = (...energies: readonly [number | null, number | null][]) =>
  energies.map(([energy, weekBefore], index) => ({
    start: new Date(index * 3_600_000).toISOString(),
    energy,
    weekBefore,
  }));

describe('the load of the last full hour', () => {
  it('is that of the hour before the running one, with its change since last week', () => {
    expect(lastFullHour(hoursOf([9, 9], [6, 4], [1, 9]))).toEqual({
      start: '1970-01-01T01:00:00.000Z',
      energy: 6,
      change: 0.5,
    });
  });

  it.each([
    [null, 4],
    [6, null],
    [6, 0],
  ])('has no change from %s to %s', (energy, before) => {
    const hour = lastFullHour(hoursOf([energy, before], [1, 1]));
    expect(hour).toMatchObject({ energy: energy ?? undefined, change: undefined });
  });

  it('is unknown without hours', () => {
    expect(lastFullHour([])).toBeUndefined();
  });
});

describe('the load of the last day', () => {
  it('adds up all hours, and compares the full ones that were measured in both weeks', () => {
    const hours = hoursOf([1, 2], [2, 2], [5, null], [null, 5], [1, 100]);
    expect(lastDay(hours)).toEqual({ energy: 9, change: -0.25 });
  });

  it('is unknown where nothing was measured', () => {
    expect(lastDay(hoursOf([null, null]))).toEqual({ energy: undefined, change: undefined });
  });
});

describe('the tone', () => {
  it('of a load warns where it differs much from last week', () => {
    expect([undefined, 0, 0.3, -0.31, 2].map(toneOfChange)).toEqual([
      'normal',
      'good',
      'good',
      'warning',
      'warning',
    ]);
  });

  it('of reporting meters is good from 99 % on, and bad below 90 %', () => {
    const tones = [100, 99, 98, 90, 89, 0].map((count) => toneOfReporting(count, 100));
    expect(tones).toEqual(['good', 'good', 'warning', 'warning', 'bad', 'bad']);
    expect(toneOfReporting(0, 0)).toBe('normal');
  });
});
