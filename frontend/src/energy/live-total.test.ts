import { describe, expect, it } from 'vitest';
import { withHourlyTotal } from './live-total.ts';
import { winterDay } from './testing/winter-day.ts';

const day = winterDay([0.1, 0.2]);
const told = {
  deviceId: day.deviceId,
  hour: '2026-11-22T00:00:00Z', // 01:00 in Brussels, without the milliseconds of the API
  total: 2.3,
  readings: 4,
  exceeded: true,
};

describe('a day', () => {
  it('grows with what the live feed tells of one of its hours', () => {
    const grown = withHourlyTotal(day, told);
    expect(grown.hours[1]).toMatchObject({ energy: 2.3, readings: 4, exceeded: true });
    expect(grown.total).toBe(2.4);
    expect(day.hours[1]).toMatchObject({ energy: 0.2 });
  });

  it('stays as it is where another day’s or device’s hour is told', () => {
    expect(withHourlyTotal(day, { ...told, hour: '2026-11-23T00:00:00.000Z' })).toBe(day);
    expect(withHourlyTotal(day, { ...told, deviceId: 'another' })).toBe(day);
  });
});
