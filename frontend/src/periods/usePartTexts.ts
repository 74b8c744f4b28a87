import { useI18n } from 'vue-i18n';
import { type TooltipLine, tooltipBox } from '../energy/tooltip-box.ts';
import { useFormats } from '../i18n/i18n.ts';
import type { LongPeriod } from './period.ts';
import type { PeriodChart } from './period-chart.ts';
import type { Measure } from './useMeasure.ts';
import { usePartNote } from './usePartNote.ts';

export interface PeriodChartSources {
  readonly period: () => LongPeriod;
  readonly chart: () => PeriodChart;
  readonly measure: () => Measure;
  /** Whether the chart shows the sum so far. */
  readonly isCourse: () => boolean;
}

/** The texts of a period's parts: below the axis, and in the tooltip. */
export function usePartTexts({ period, chart, measure, isCourse }: PeriodChartSources) {
  const { t } = useI18n();
  const formats = useFormats();
  const noteOf = usePartNote();

  function label(index: number): string {
    const { from } = chart().bars[index]!;
    if (period().kind === 'year') return formats.value.month(from);
    const day = formats.value.dayOfMonth(from);
    return period().kind === 'week' ? `${formats.value.weekday(from)} ${day}` : day;
  }

  function tooltip(index: number): HTMLElement {
    const bar = chart().bars[index]!;
    const { longDay, longMonth } = formats.value;
    const amount = isCourse() ? bar.sum : bar.amount;
    const usual = isCourse() ? bar.usualSum : bar.usual;
    const isKnown = !['missing', 'future', 'withheld'].includes(bar.state);
    const lines: TooltipLine[] = [
      { text: period().kind === 'year' ? longMonth(bar.from) : longDay(bar.from) },
      { text: isKnown && amount !== undefined ? measure().text(amount) : '–', look: 'figure' },
      { text: noteOf(bar) },
    ];
    if (usual !== undefined) {
      const key = isCourse() ? 'energy.period.usualBy' : 'energy.period.usualIs';
      lines.push({ text: t(key, { energy: measure().text(usual) }) });
    }
    return tooltipBox(lines);
  }

  return { label, tooltip };
}
