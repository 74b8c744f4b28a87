import type { DayChart } from './day-chart.ts';

/** A bar of the small chart in units of its view box, whose origin is at the top left. */
export interface SmallBar {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly look: 'measured' | 'near' | 'exceeded' | 'missing';
  readonly isRunning: boolean;
  /** Its energy is estimated, or a part of it is unknown. */
  readonly isApproximate: boolean;
}

export const SMALL_WIDTH = 240;
export const SMALL_HEIGHT = 64;

const GAP = 0.22;
/** Keeps the smallest consumption visible. */
const MIN_HEIGHT = 1.5;

/** Returns the bars of a day, hours over the limit as two parts, and the height of the limit. */
export function toSmallBars({ bars, limit, axis }: DayChart): {
  readonly bars: readonly SmallBar[];
  readonly limitY: number;
} {
  const slot = SMALL_WIDTH / bars.length;
  const scale = SMALL_HEIGHT / axis.max;
  const small = bars.flatMap((bar, index): SmallBar[] => {
    const { start, state, near, within, above } = bar;
    if (state === 'future' || state === 'withheld') return [];
    const place = { x: slot * (index + GAP / 2), width: slot * (1 - GAP) };
    const isRunning = state === 'running';
    const height = state === 'missing' ? MIN_HEIGHT : Math.max(within * scale, MIN_HEIGHT);
    const look = state === 'missing' ? 'missing' : near ? 'near' : 'measured';
    const lower = {
      ...place,
      key: start,
      y: SMALL_HEIGHT - height,
      height,
      look,
      isRunning,
      isApproximate: bar.estimated || bar.partlyUnknown,
    } as const;
    if (above === 0) return [lower];
    const over = above * scale;
    const upper = { ...lower, key: `${start} above`, y: lower.y - over, height: over };
    return [lower, { ...upper, look: 'exceeded' }];
  });
  return { bars: small, limitY: SMALL_HEIGHT - limit * scale };
}
