import { describe, expect, it } from 'vitest';
import type { ConsumptionHour, PeriodBucket } from '../api/client.ts';
import { toDayCourse } from './day-course.ts';

const MIDNIGHT = Date.parse('2026-11-22T00:00Z');
const HOUR_MS = 3_600_000;
const hour = (at: number, energy: number | null) =>
  ({
    start: new Date(MIDNIGHT + at * HOUR_MS).toISOString(),
    label: `0${at}:00`,
    energy,
  }) as ConsumptionHour;
const before = (label: string, total: number | null) => ({ label, total }) as PeriodBucket;

describe('the course of a day', () => {
  it('adds up to the present, beside the mean of earlier hours at the same time', () => {
    const hours = [hour(0, 1), hour(1, 2), hour(2, null)];
    const earlier = [
      before('00:00', 1),
      before('00:00', 3),
      before('01:00', 4),
      before('02:00', 1),
    ];
    const { points, axis } = toDayCourse({ hours }, earlier, MIDNIGHT + 1.5 * HOUR_MS);
    expect(points.map(({ sum }) => sum)).toEqual([1, 3, undefined]);
    expect(points.map(({ usualSum }) => usualSum)).toEqual([2, 6, 7]);
    expect(axis.max).toBe(8);
  });

  it('takes the mean of all for an hour that no earlier day has', () => {
    const earlier = [before('00:00', 1), before('01:00', 3), before('02:00', null)];
    const { points } = toDayCourse({ hours: [hour(0, 0), hour(5, 0)] }, earlier, MIDNIGHT);
    expect(points.map(({ usualSum }) => usualSum)).toEqual([1, 3]);
  });

  it('has no usual sum without earlier measurements', () => {
    const { points } = toDayCourse({ hours: [hour(0, 1)] }, [before('00:00', null)], MIDNIGHT);
    expect(points).toEqual([{ sum: 1, usualSum: undefined }]);
  });
});
