import { describe, expect, it } from 'vitest';
import type { PeriodBucket } from '../api/client.ts';
import { extremesOf, toHeatMap } from './heat-map.ts';

const hour = (from: string, label: string, total: number | null): PeriodBucket => ({
  period: `${from}T${label}:00.000Z`,
  from,
  to: from,
  label,
  total,
  readings: 6,
  hours: 1,
  hoursMeasured: total === null ? 0 : 1,
  complete: total !== null,
});
const range = { from: '2026-11-01', to: '2026-11-03' };

describe('the heat map', () => {
  it('has a place for each measured hour, those over the limit apart', () => {
    const hours = [
      hour('2026-11-01', '00:00', 0.5),
      hour('2026-11-01', '01:00', null),
      hour('2026-11-03', '18:00', 2.5),
    ];
    const map = toHeatMap(range, hours, 2);
    expect(map.days).toEqual(['2026-11-01', '2026-11-02', '2026-11-03']);
    expect(map.within).toEqual([
      expect.objectContaining({ start: '2026-11-01T00:00:00.000Z', day: 0, hour: 0, energy: 0.5 }),
    ]);
    expect(map.exceeded.map(({ day, hour: at }) => [day, at])).toEqual([[2, 18]]);
  });

  it('marks hours that contain estimates, or of which a part is unknown', () => {
    const hours = [
      { ...hour('2026-11-01', '00:00', 0.5), hoursEstimated: 1 },
      { ...hour('2026-11-01', '01:00', 0.5), hoursPartlyUnknown: 1 },
      hour('2026-11-01', '02:00', 0.5),
    ];
    expect(toHeatMap(range, hours, 2).within.map(({ marks }) => marks)).toEqual([
      { hoursEstimated: 1, hoursPartlyUnknown: 0 },
      { hoursEstimated: 0, hoursPartlyUnknown: 1 },
      { hoursEstimated: 0, hoursPartlyUnknown: 0 },
    ]);
  });

  it('takes its scale from all but the largest hours', () => {
    const hours = Array.from({ length: 200 }, (_, index) =>
      hour('2026-11-02', '12:00', index === 199 ? 1.9 : 0.2),
    );
    expect(toHeatMap(range, hours, 2).scale).toBe(0.2);
    expect(toHeatMap(range, [], 2).scale).toBe(2);
  });

  it('finds the hours of the clock with the most and the least', () => {
    const hours = [
      hour('2026-11-01', '03:00', 0.1),
      hour('2026-11-02', '03:00', 0.3),
      hour('2026-11-01', '18:00', 2.5),
      hour('2026-11-02', '18:00', 1.5),
    ];
    const { byHour } = toHeatMap(range, hours, 2);
    expect(extremesOf(byHour)).toEqual({
      high: { hour: 18, energy: 2 },
      low: { hour: 3, energy: 0.2 },
    });
    expect(extremesOf(new Map())).toBeUndefined();
  });
});
