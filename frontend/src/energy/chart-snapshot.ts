import type { ChartColours } from './chart-frame.ts';
import type { DayChart } from './day-chart.ts';
import type { ChartText } from './day-chart-option.ts';

/** The input of `chart-snapshot.worker.ts`, which draws a day's chart outside the page. */
export interface ChartSnapshot {
  readonly chart: DayChart;
  readonly timeZone: string;
  readonly locale: string;
  /** The labels of the limit's line and of the current hour. */
  readonly labels: Pick<ChartText, 'limit' | 'now'>;
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
