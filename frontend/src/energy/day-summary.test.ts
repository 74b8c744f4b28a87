import { describe, expect, it } from 'vitest';
import { averageOf, compared, comparedSoFar, summaryOf } from './day-summary.ts';
import { winterDay } from './testing/winter-day.ts';

const at = (time: string) => Date.parse(`2026-11-22T${time}+01:00`);

describe('the summary of a day', () => {
  it('has its total, its peak, and the hours that are over the limit or missing', () => {
    const summary = summaryOf(winterDay([1, 3, null, 3]), at('04:30'));
    expect(summary.total).toBe(7);
    expect(summary.peak?.label).toBe('01:00');
    expect(summary.exceeded.map(({ label }) => label)).toEqual(['01:00', '03:00']);
    expect(summary.missing.map(({ label }) => label)).toEqual(['02:00', '04:00']);
  });

  it('does not miss the hours that belong to another owner', () => {
    const day = winterDay([1]);
    const hours = day.hours.map((hour) => ({ ...hour, withheld: hour.energy === null }));
    expect(summaryOf({ ...day, hours }, at('04:30')).missing).toEqual([]);
  });

  it('has no total where nothing was measured, and one of 0 where nothing was consumed', () => {
    expect(summaryOf(winterDay([]), at('04:30'))).toMatchObject({ total: null, peak: undefined });
    expect(summaryOf(winterDay([0]), at('04:30'))).toMatchObject({ total: 0, peak: undefined });
  });
});

describe('a comparison', () => {
  it('is by how much one is more than the other', () => {
    expect(compared(11, 10)?.ratio).toBeCloseTo(0.1);
    expect(compared(0, 10)?.ratio).toBe(-1);
  });

  it('has no ratio to nothing', () => {
    expect(compared(1, 0)).toEqual({ amount: 1, with: 0, ratio: undefined });
  });

  it('is none where either is unknown', () => {
    expect(compared(null, 1)).toBeUndefined();
    expect(compared(1, undefined)).toBeUndefined();
  });

  it('of a day that goes on is with as much of the day before', () => {
    const yesterday = winterDay([1, 1, 1, 10, 10], { day: '2026-11-21' });
    expect(comparedSoFar(winterDay([2, 2, 2, 0.1]), yesterday, at('03:20'))).toEqual({
      amount: 6,
      with: 3,
      ratio: 1,
    });
  });

  it('of a day that goes on leaves out hours that are not known of both', () => {
    const yesterday = winterDay([1, null, 1], { day: '2026-11-21' });
    const today = winterDay([2, 2, null, 2]);
    expect(comparedSoFar(today, yesterday, at('04:20'))).toMatchObject({ amount: 2, with: 1 });
  });

  it('of a day that goes on is none before its first hour is complete', () => {
    const yesterday = winterDay([1], { day: '2026-11-21' });
    expect(comparedSoFar(winterDay([2]), yesterday, at('00:59'))).toBeUndefined();
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

  it('leaves out those of which nothing is known', () => {
    expect(averageOf([day(1), day(null), day(3)])).toBe(2);
    expect(averageOf([day(null)])).toBeUndefined();
  });
});
