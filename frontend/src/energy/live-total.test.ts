import { describe, expect, it } from 'vitest';
import { withHourlyTotal } from './live-total.ts';
import { winterDay } from './testing/winter-day.ts';

const day = winterDay([0.1, 0.2]);
const update = {
  deviceId: day.deviceId,
  hour: '2026-11-22T00:00:00Z', // 01:00 in Brussels, without the milliseconds of the API
  total: 2.3,
  readings: 4,
  exceeded: true,
  estimated: false,
  suspect: 0,
};

describe('a day', () => {
  it('takes the new total of one of its hours', () => {
    const updated = withHourlyTotal(day, update);
    expect(updated.hours[1]).toMatchObject({ energy: 2.3, readings: 4, exceeded: true });
    expect(updated.total).toBe(2.4);
    expect(day.hours[1]).toMatchObject({ energy: 0.2 });
  });

  it('takes the marks of the new total, and loses those that are no longer true', () => {
    const marks = { estimated: true, suspect: 2, partlyUnknown: true };
    const marked = withHourlyTotal(day, { ...update, ...marks });
    expect(marked.hours[1]).toMatchObject(marks);
    const { hours } = withHourlyTotal(marked, update);
    expect(hours[1]).toMatchObject({ estimated: false, suspect: 0 });
    expect(hours[1]).not.toHaveProperty('partlyUnknown');
  });

  it('ignores totals of other days and devices', () => {
    expect(withHourlyTotal(day, { ...update, hour: '2026-11-23T00:00:00.000Z' })).toBe(day);
    expect(withHourlyTotal(day, { ...update, deviceId: 'another' })).toBe(day);
  });
});
