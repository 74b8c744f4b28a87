import { describe, expect, it } from 'vitest';
import { averageTotal, compare, compareSoFar, summarize } from './day-summary.ts';
import { winterDay } from './testing/winter-day.ts';

const at = (time: string) => Date.parse(`2026-11-22T${time}+01:00`);

describe('the summary of a day', () => {
  it('contains the total, the peak, and the hours over the limit or without readings', () => {
    const summary = summarize(winterDay([1, 3, null, 3]), at('04:30'));
    expect(summary.total).toBe(7);
    expect(summary.peak?.label).toBe('01:00');
    expect(summary.exceeded.map(({ label }) => label)).toEqual(['01:00', '03:00']);
    expect(summary.missing.map(({ label }) => label)).toEqual(['02:00', '04:00']);
  });

  it('does not count withheld hours as missing', () => {
    const day = winterDay([1]);
    const hours = day.hours.map((hour) => ({ ...hour, withheld: hour.energy === null }));
    expect(summarize({ ...day, hours }, at('04:30')).missing).toEqual([]);
  });

  it('has no total without readings, and 0 without consumption', () => {
    expect(summarize(winterDay([]), at('04:30'))).toMatchObject({ total: null, peak: undefined });
    expect(summarize(winterDay([0]), at('04:30'))).toMatchObject({ total: 0, peak: undefined });
  });
});

describe('a comparison', () => {
  it('states the relative difference', () => {
    expect(compare(11, 10)?.ratio).toBeCloseTo(0.1);
    expect(compare(0, 10)?.ratio).toBe(-1);
  });

  it('has no ratio to 0', () => {
    expect(compare(1, 0)).toEqual({ amount: 1, with: 0, ratio: undefined });
  });

  it('needs both amounts', () => {
    expect(compare(null, 1)).toBeUndefined();
    expect(compare(1, undefined)).toBeUndefined();
  });

  it('of today covers the same hours of the day before', () => {
    const yesterday = winterDay([1, 1, 1, 10, 10], { day: '2026-11-21' });
    expect(compareSoFar(winterDay([2, 2, 2, 0.1]), yesterday, at('03:20'))).toEqual({
      amount: 6,
      with: 3,
      ratio: 1,
    });
  });

  it('of today skips hours without readings on either day', () => {
    const yesterday = winterDay([1, null, 1], { day: '2026-11-21' });
    const today = winterDay([2, 2, null, 2]);
    expect(compareSoFar(today, yesterday, at('04:20'))).toMatchObject({ amount: 2, with: 1 });
  });

  it('of today needs a completed hour', () => {
    const yesterday = winterDay([1], { day: '2026-11-21' });
    expect(compareSoFar(winterDay([2]), yesterday, at('00:59'))).toBeUndefined();
  });
});

describe('the average of days', () => {
  const day = (total: number | null) => ({
    day: '2026-11-22',
    total,
    hours: 24,
    hoursMeasured: 24,
    hoursExceeded: 0,
  });

  it('skips days without readings', () => {
    expect(averageTotal([day(1), day(null), day(3)])).toBe(2);
    expect(averageTotal([day(null)])).toBeUndefined();
  });
});
