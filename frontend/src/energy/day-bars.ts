import type { DayChart } from './day-chart.ts';

/** A bar of a small chart, in units of its view box: 0 is its top, `HEIGHT` the ground. */
export interface SmallBar {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly look: 'measured' | 'exceeded' | 'running' | 'missing';
}

export const SMALL_WIDTH = 240;
export const SMALL_HEIGHT = 64;

const GAP = 0.22;
/** What was measured is to be seen, however little it is. */
const LEAST_HEIGHT = 1.5;

/** A day's chart without words: only bars, and how high the limit is where it can be seen. */
export function smallBars({ bars, limit, axis }: DayChart): {
  readonly bars: readonly SmallBar[];
  readonly limitY: number | undefined;
} {
  const slot = SMALL_WIDTH / bars.length;
  const scale = SMALL_HEIGHT / axis.max;
  const small = bars.flatMap(({ start, state, energy, exceeded }, index): SmallBar[] => {
    if (state === 'to-come' || state === 'withheld') return [];
    const isMissing = state === 'missing';
    const height = isMissing ? LEAST_HEIGHT : Math.max(energy * scale, LEAST_HEIGHT);
    return [
      {
        key: start,
        x: slot * (index + GAP / 2),
        y: SMALL_HEIGHT - height,
        width: slot * (1 - GAP),
        height,
        look: isMissing ? 'missing' : exceeded ? 'exceeded' : state,
      },
    ];
  });
  return { bars: small, limitY: limit > axis.max ? undefined : SMALL_HEIGHT - limit * scale };
}
