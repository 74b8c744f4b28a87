import { describe, expect, it } from 'vitest';
import type { PeriodBucket } from '../api/client.ts';
import { toPeriodChart } from './period-chart.ts';
import { aBucket } from './testing/a-bucket.ts';

const stateOf = (given: Partial<PeriodBucket>) =>
  toPeriodChart({ buckets: [aBucket(given)] }, undefined).bars[0]!.state;

describe('the chart of a period', () => {
  it('distinguishes complete parts from those with missing hours', () => {
    expect(stateOf({})).toBe('complete');
    expect(stateOf({ hoursMeasured: 23 })).toBe('partial');
    expect(stateOf({ total: null, hoursMeasured: 0 })).toBe('missing');
    expect(stateOf({ total: null, hoursMeasured: 0, hoursToCome: 24 })).toBe('future');
    expect(stateOf({ total: null, hoursMeasured: 0, hoursWithheld: 24 })).toBe('withheld');
    expect(stateOf({ hoursMeasured: 20, hoursWithheld: 4 })).toBe('complete');
  });

  it('counts hours with estimates, suspect readings and unknown parts', () => {
    const marked = aBucket({ hoursEstimated: 3, hoursPartlyUnknown: 1 });
    const { bars } = toPeriodChart({ buckets: [aBucket(), marked] }, undefined);
    expect(bars.map(({ marks }) => marks)).toEqual([
      { hoursEstimated: 0, hoursSuspect: 0, hoursPartlyUnknown: 0 },
      { hoursEstimated: 3, hoursSuspect: 0, hoursPartlyUnknown: 1 },
    ]);
  });

  it('misses nothing in the hour that has just begun', () => {
    expect(stateOf({ hoursMeasured: 9, hoursToCome: 14 })).toBe('running');
    expect(stateOf({ hoursMeasured: 8, hoursToCome: 14 })).toBe('partial');
  });

  it('adds up to the present, beside the usual sums', () => {
    const buckets = [
      aBucket({ total: 10 }),
      aBucket({ total: 5, hoursMeasured: 12, hoursToCome: 12 }),
      aBucket({ total: null, hoursMeasured: 0, hoursToCome: 24 }),
    ];
    const { bars, axis, sumAxis } = toPeriodChart({ buckets }, [9, 9, 9]);
    expect(bars.map(({ sum }) => sum)).toEqual([10, 15, undefined]);
    expect(bars.map(({ usualSum }) => usualSum)).toEqual([9, 18, 27]);
    expect([axis.max, sumAxis.max]).toEqual([10, 30]);
  });
});
