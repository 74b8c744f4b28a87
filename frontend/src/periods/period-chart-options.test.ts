import { describe, expect, it } from 'vitest';
import type { PeriodBucket } from '../api/client.ts';
import { frameStyle } from '../energy/testing/chart-frame-style.ts';
import { toHeatMap } from './heat-map.ts';
import { toPeriodChart } from './period-chart.ts';
import {
  barOption,
  type HeatStyle,
  heatMapOption,
  type PartStyle,
} from './period-chart-options.ts';
import { aBucket } from './testing/a-bucket.ts';

interface Series {
  readonly id: string;
  readonly data: readonly { readonly itemStyle?: Record<string, unknown> }[];
}
const stylesOf = (option: object, id: string) =>
  (option as { series: readonly Series[] }).series
    .find((each) => each.id === id)!
    .data.map(({ itemStyle }) => itemStyle);

describe('the chart of a period', () => {
  it('hatches days that contain estimates or unknown parts, and fills measured ones', () => {
    const buckets = [
      aBucket(),
      aBucket({ hoursEstimated: 1 }),
      aBucket({ hoursPartlyUnknown: 1 }),
      aBucket({ hoursSuspect: 1 }),
      aBucket({ hoursEstimated: 1, hoursMeasured: 12 }),
    ];
    const text = { unit: 'kWh', tick: String, label: String };
    const style: PartStyle = { ...frameStyle, text };
    const styles = stylesOf(barOption(toPeriodChart({ buckets }, undefined), style), 'amount');
    const isHatched = (each: (typeof styles)[number]) => each?.color === 'transparent';
    expect(styles.map(isHatched)).toEqual([false, true, true, false, true]);
    expect(styles[1]).toMatchObject({ decal: { color: 'teal' }, borderColor: 'teal' });
    expect(styles[4]).toMatchObject({ borderType: 'dashed' });
  });
});

describe('the heat map', () => {
  it('outlines hours that contain estimates or unknown parts', () => {
    const hour = (at: number, given: Partial<PeriodBucket> = {}) =>
      aBucket({ label: `0${at}:00`, hours: 1, hoursMeasured: 1, total: 1, ...given });
    const hours = [hour(0), hour(1, { hoursEstimated: 1 }), hour(2, { hoursPartlyUnknown: 1 })];
    const style: HeatStyle = {
      ...frameStyle,
      text: { day: String, hour: String },
      ramp: ['#fff', '#000'],
      exceeded: '#f00',
    };
    const map = toHeatMap({ from: '2026-11-22', to: '2026-11-22' }, hours, 2);
    const outline = { borderColor: 'navy', borderWidth: 1 };
    expect(stylesOf(heatMapOption(map, style), 'within')).toEqual([undefined, outline, outline]);
  });
});
