import type { ChartColours } from './chart-option.ts';
import type { DayChart } from './day-chart.ts';

/** The input of `chart-snapshot.worker.ts`, which draws a day's chart outside the page. */
export interface ChartSnapshot {
  readonly chart: DayChart;
  readonly timeZone: string;
  readonly locale: string;
  /** The label of the limit's line. */
  readonly limit: string;
  /** The start of the highlighted hour. */
  readonly highlighted: string | undefined;
  readonly colours: ChartColours;
  readonly font: string;
  readonly isNarrow: boolean;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}
