import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { isApproximate } from '../energy/useMarkTexts.ts';
import type { PeriodBar } from './period-chart.ts';
import type { PeriodChartSources } from './usePartTexts.ts';

export interface PeriodLegendSources extends PeriodChartSources {
  /** How many earlier periods the usual course is the average of; undefined until they are loaded. */
  readonly periodsBefore: () => number | undefined;
}

/** The legend of a period's chart, and what its usual course is the average of. */
export function usePeriodLegend({
  period,
  chart,
  measure,
  periodsBefore,
  isCourse,
}: PeriodLegendSources) {
  const { t } = useI18n();
  const hasUsual = computed(() => chart().bars.some(({ usual }) => usual !== undefined));
  const usualText = computed(() => {
    const count = periodsBefore() ?? 0;
    const { kind } = period();
    if (hasUsual.value) return t(`energy.period.usualFrom.${kind}`, { count }, count);
    return periodsBefore() === undefined || measure().isCost ? '' : t('energy.period.noUsual');
  });
  const legend = computed(() => {
    const has = (state: PeriodBar['state']) => chart().bars.some((bar) => bar.state === state);
    return [
      { label: measure().name, swatch: 'bg-chart-measured', isShown: true },
      {
        label: t('energy.period.partial'),
        swatch: 'border border-dashed border-(--ui-text) bg-chart-measured/55',
        isShown: !isCourse() && has('partial'),
      },
      {
        label: t('energy.marks.legend'),
        swatch: 'estimated-hours',
        isShown: !isCourse() && chart().bars.some(({ marks }) => isApproximate(marks)),
      },
      { label: t('energy.day.missing'), swatch: 'hatched', isShown: !isCourse() && has('missing') },
      {
        label: t('energy.day.withheld'),
        swatch: 'bg-(--ui-border)',
        isShown: !isCourse() && has('withheld'),
      },
      {
        label: usualText.value,
        swatch: isCourse()
          ? 'h-0 border-t-2 border-dashed border-chart-limit'
          : 'border border-chart-missing bg-(--ui-border)',
        isShown: hasUsual.value,
      },
    ].filter(({ isShown }) => isShown);
  });

  return { legend, usualText, hasUsual };
}
