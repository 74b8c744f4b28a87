import { describe, expect, it } from 'vitest';
import { toDayChart } from './day-chart.ts';
import { toSmallBars } from './small-bars.ts';
import { winterDay } from './testing/winter-day.ts';

const at = (time: string) => Date.parse(`2026-11-22T${time}+01:00`);
const LATER = Date.parse('2026-12-01T00:00:00Z');

describe('the chart of a day', () => {
  it('distinguishes measured, missing, running and future hours', () => {
    const { bars } = toDayChart(winterDay([0.3, null, 0, 0.1]), at('03:20'));
    expect(bars.slice(0, 5).map(({ state }) => state)).toEqual([
      'measured',
      'missing',
      'measured',
      'running',
      'future',
    ]);
  });

  it('treats a running hour without readings as missing', () => {
    expect(toDayChart(winterDay([]), at('00:20')).bars[0]!.state).toBe('missing');
  });

  it('distinguishes withheld hours from hours without data, also in the future', () => {
    const day = winterDay([1, null, 2]);
    const hours = day.hours.map((hour, index) => (index > 0 ? hour : { ...hour, withheld: true }));
    hours[23] = { ...hours[23]!, withheld: true };
    const { bars } = toDayChart({ ...day, hours }, at('03:20'));
    expect([0, 1, 2, 23].map((index) => bars[index]!.state)).toEqual([
      'withheld',
      'missing',
      'measured',
      'withheld',
    ]);
    expect(toSmallBars({ ...toDayChart({ ...day, hours }, LATER) }).bars).toHaveLength(22);
  });

  it('has neither running nor future hours once the day is over', () => {
    const { bars } = toDayChart(winterDay([1, 2]), LATER);
    expect(new Set(bars.map(({ state }) => state))).toEqual(new Set(['measured', 'missing']));
  });

  it('splits an hour over the limit at the limit', () => {
    const [within, above] = toDayChart(winterDay([2, 2.5]), LATER).bars;
    expect(within).toMatchObject({ energy: 2, exceeded: false, within: 2, above: 0 });
    expect(above).toMatchObject({ energy: 2.5, exceeded: true, within: 2, above: 0.5 });
  });

  it('scales the axis to the largest hour and the limit', () => {
    expect(toDayChart(winterDay([0.4, 3.2]), LATER).axis).toEqual({ max: 4, step: 1 });
    expect(toDayChart(winterDay([0.9], { limit: 2 }), LATER).axis).toEqual({ max: 2, step: 0.5 });
  });

  it('has the limit in view, however far above the hours it is', () => {
    expect(toDayChart(winterDay([0.9], { limit: 50 }), LATER).axis.max).toBe(50);
    expect(toDayChart(winterDay([]), LATER).axis.max).toBe(2);
  });

  it('has the scale of the device’s largest hour on every day', () => {
    const largest = 3.2;
    const axes = [winterDay([0.4, 3.2]), winterDay([0.4]), winterDay([])].map(
      (day) => toDayChart(day, LATER, { largest }).axis,
    );
    expect(axes).toEqual([axes[0], axes[0], axes[0]]);
  });

  it('marks the current hour, also without readings', () => {
    const day = winterDay([0.3]);
    expect(toDayChart(day, at('03:20')).current).toBe(day.hours[3]!.start);
    expect(toDayChart(day, LATER).current).toBeUndefined();
  });

  it('is near the limit from 80 % of it up to the limit', () => {
    const { bars } = toDayChart(winterDay([1.59, 1.6, 2, 2.01]), LATER);
    expect(bars.slice(0, 4).map(({ near }) => near)).toEqual([false, true, true, false]);
  });

  it('has the same hour of the day before behind it, also where clocks went back', () => {
    const dayBefore = winterDay([0.1, 0.2, 0.3]);
    const [first, second] = dayBefore.hours;
    const repeated = { hours: [first!, second!, { ...second!, energy: 0.9 }] };
    const { bars } = toDayChart(winterDay([1, 1, 1]), LATER, { dayBefore: repeated });
    expect(bars.slice(0, 3).map(({ before }) => before)).toEqual([0.1, 0.2, 0]);
  });
});

describe('the small chart of a day', () => {
  it('has a bar for each hour that has started, in proportion to its energy', () => {
    const { bars, limitY } = toSmallBars(toDayChart(winterDay([1, null, 4]), at('02:20')));
    expect(bars.map(({ look, height }) => ({ look, height }))).toEqual([
      { look: 'measured', height: 16 },
      { look: 'missing', height: 1.5 },
      { look: 'measured', height: 32 },
      { look: 'exceeded', height: 32 },
    ]);
    expect(limitY).toBe(32);
  });
});
