import { describe, expect, it } from 'vitest';
import { toDayChart } from './day-chart.ts';
import { type ChartStyle, chartOption } from './day-chart-option.ts';
import { frameStyle } from './testing/chart-frame-style.ts';
import { winterDay } from './testing/winter-day.ts';

const LATER = Date.parse('2026-12-01T00:00:00Z');
const style: ChartStyle = {
  ...frameStyle,
  text: {
    unit: 'kWh',
    limit: 'Limit',
    now: 'Now',
    tick: String,
    hour: ({ label }) => label,
    energy: String,
  },
};

interface Series {
  readonly id: string;
  readonly data: readonly { itemStyle: Record<string, unknown> }[] & readonly number[];
  readonly itemStyle: Record<string, unknown>;
}

/** The series of a day whose hours have these changes, by their ids. */
function seriesOf(energies: (number | null)[], changes: object[], highlighted?: string) {
  const day = winterDay(energies);
  const hours = day.hours.map((hour, index) => ({ ...hour, ...changes[index] }));
  const chart = toDayChart({ ...day, hours }, LATER);
  const { series } = chartOption(chart, { ...style, highlighted });
  return new Map((series as Series[]).map((each) => [each.id, each]));
}

describe('the chart of a day', () => {
  it('hatches what is unknown of an hour above its energy', () => {
    const series = seriesOf([1, 1], [{}, { partlyUnknown: true }]);
    const [measured, partlyUnknown] = series.get('missing')!.data;
    expect(measured).toBe(0);
    expect(partlyUnknown).toBeGreaterThan(0);
  });

  it('hatches estimated hours in their colour, and fills measured ones', () => {
    const estimated = { estimated: true };
    const series = seriesOf([1, 1, 1.9, 3], [{}, estimated, estimated, estimated]);
    const within = series.get('within')!.data.map(({ itemStyle }) => itemStyle);
    expect(within[0]).toMatchObject({ color: 'teal' });
    expect(within[0]).not.toHaveProperty('decal');
    const hatched = (colour: string) => ({
      color: 'transparent',
      borderColor: colour,
      decal: { color: colour },
    });
    expect(within[1]).toMatchObject(hatched('teal'));
    expect(within[2]).toMatchObject(hatched('gold'));
    expect(series.get('above')!.data[3]!.itemStyle).toMatchObject(hatched('orange'));
  });

  it('hatches estimated hours differently from hours without data', () => {
    const series = seriesOf([1], [{ estimated: true }]);
    const { decal } = series.get('within')!.data[0]!.itemStyle as { decal: { rotation: number } };
    const missing = series.get('missing')!.itemStyle as { decal: { rotation: number } };
    expect(decal.rotation).toBe(-missing.decal.rotation);
  });

  it('outlines hours with suspect readings, also without energy', () => {
    const series = seriesOf([1, 1, null], [{}, { suspect: 1 }, { suspect: 2 }]).get('suspect')!;
    expect(series.data.slice(0, 4)).toEqual([null, 2, 2, null]);
    expect(series.itemStyle).toMatchObject({ color: 'transparent', borderType: 'dashed' });
  });

  it('keeps the outline of the highlighted hour where it is estimated', () => {
    const highlighted = winterDay([]).hours[0]!.start;
    const within = seriesOf([1], [{ estimated: true }], highlighted).get('within')!;
    expect(within.data[0]!.itemStyle).toMatchObject({ borderColor: 'navy', decal: {} });
  });
});
