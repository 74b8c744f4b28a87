import type { DayChart } from './day-chart.ts';

/** A bar of the small chart in units of its view box, whose origin is at the top left. */
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
/** Keeps the smallest consumption visible. */
const MIN_HEIGHT = 1.5;

/** Returns the bars of a day, and the height of the limit if it is on the axis. */
export function toSmallBars({ bars, limit, axis }: DayChart): {
  readonly bars: readonly SmallBar[];
  readonly limitY: number | undefined;
} {
  const slot = SMALL_WIDTH / bars.length;
  const scale = SMALL_HEIGHT / axis.max;
  const small = bars.flatMap(({ start, state, energy, exceeded }, index): SmallBar[] => {
    if (state === 'future' || state === 'withheld') return [];
    const isMissing = state === 'missing';
    const height = isMissing ? MIN_HEIGHT : Math.max(energy * scale, MIN_HEIGHT);
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
