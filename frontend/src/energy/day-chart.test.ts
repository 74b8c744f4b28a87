import { describe, expect, it } from 'vitest';
import { smallBars } from './day-bars.ts';
import { dayChart } from './day-chart.ts';
import { winterDay } from './testing/winter-day.ts';

const at = (time: string) => Date.parse(`2026-11-22T${time}+01:00`);
const LATER = Date.parse('2026-12-01T00:00:00Z');

describe('the chart of a day', () => {
  it('tells what was measured from what is missing, goes on, or is still to come', () => {
    const { bars } = dayChart(winterDay([0.3, null, 0, 0.1]), at('03:20'));
    expect(bars.slice(0, 5).map(({ state }) => state)).toEqual([
      'measured',
      'missing',
      'measured',
      'running',
      'to-come',
    ]);
  });

  it('tells a running hour of which nothing is known yet as missing', () => {
    expect(dayChart(winterDay([]), at('00:20')).bars[0]!.state).toBe('missing');
  });

  it('tells an hour that was not the reader’s from one without data, also of the day to come', () => {
    const day = winterDay([1, null, 2]);
    const hours = day.hours.map((hour, index) => (index > 0 ? hour : { ...hour, withheld: true }));
    hours[23] = { ...hours[23]!, withheld: true };
    const { bars } = dayChart({ ...day, hours }, at('03:20'));
    expect([0, 1, 2, 23].map((index) => bars[index]!.state)).toEqual([
      'withheld',
      'missing',
      'measured',
      'withheld',
    ]);
    expect(smallBars({ ...dayChart({ ...day, hours }, LATER) }).bars).toHaveLength(22);
  });

  it('has nothing to come and nothing running once the day is over', () => {
    const { bars } = dayChart(winterDay([1, 2]), LATER);
    expect(new Set(bars.map(({ state }) => state))).toEqual(new Set(['measured', 'missing']));
  });

  it('parts an hour over the limit into what is within and what is above', () => {
    const [within, above] = dayChart(winterDay([2, 2.5]), LATER).bars;
    expect(within).toMatchObject({ energy: 2, exceeded: false, within: 2, above: 0 });
    expect(above).toMatchObject({ energy: 2.5, exceeded: true, within: 2, above: 0.5 });
  });

  it('has room for its largest hour and for the limit', () => {
    expect(dayChart(winterDay([0.4, 3.2]), LATER).axis).toEqual({ max: 4, step: 1 });
    expect(dayChart(winterDay([0.9], { limit: 2 }), LATER).axis).toEqual({ max: 2, step: 0.5 });
  });

  it('is not made flat by a limit far above it', () => {
    expect(dayChart(winterDay([0.9], { limit: 50 }), LATER).axis.max).toBe(1);
  });

  it('shows the limit where nothing was measured', () => {
    expect(dayChart(winterDay([]), LATER).axis.max).toBe(2);
  });
});

describe('the small chart of a day', () => {
  it('has a bar for each hour that has begun, as high as the hour is', () => {
    const { bars, limitY } = smallBars(dayChart(winterDay([1, null, 4]), at('02:20')));
    expect(bars.map(({ look, height }) => ({ look, height }))).toEqual([
      { look: 'measured', height: 16 },
      { look: 'missing', height: 1.5 },
      { look: 'exceeded', height: 64 },
    ]);
    expect(limitY).toBe(32);
  });

  it('leaves out a limit that is off the axis', () => {
    expect(smallBars(dayChart(winterDay([1], { limit: 50 }), LATER)).limitY).toBeUndefined();
  });
});
