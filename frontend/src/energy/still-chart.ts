import type { ChartColours } from './chart-option.ts';
import type { DayChart } from './day-chart.ts';

/** All that is to be known to draw a day's chart where there is no page: see `still-chart.worker.ts`. */
export interface StillChart {
  readonly chart: DayChart;
  readonly timeZone: string;
  readonly locale: string;
  /** What the line of the limit is called. */
  readonly limit: string;
  /** When the hour starts that is marked, if one is. */
  readonly marked: string | undefined;
  readonly colours: ChartColours;
  readonly font: string;
  readonly isNarrow: boolean;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}
