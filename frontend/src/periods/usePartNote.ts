import { useI18n } from 'vue-i18n';
import { useMarkTexts } from '../energy/useMarkTexts.ts';
import type { PeriodBar } from './period-chart.ts';

/** Describes what the look of a day or month in a chart means; empty where all of it was measured. */
export function usePartNote() {
  const { t } = useI18n();
  const markTexts = useMarkTexts();

  return (bar: PeriodBar): string =>
    [stateOf(bar), ...markTexts(bar.marks)].filter(Boolean).join(' · ');

  function stateOf({ state, hoursMissing }: PeriodBar): string {
    if (state === 'missing') return t('energy.day.missing');
    if (state === 'withheld') return t('energy.day.withheld');
    if (state === 'running') return t('energy.day.running');
    if (state === 'future') return t('energy.day.toCome');
    return state === 'partial'
      ? t('energy.period.missingHours', { count: hoursMissing }, hoursMissing)
      : '';
  }
}
