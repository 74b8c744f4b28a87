import { useI18n } from 'vue-i18n';
import type { Bar } from './day-chart.ts';

/** Describes what an hour's colour, hatching and outline mean; empty for a measured hour far below the limit. */
export function useBarNote() {
  const { t } = useI18n();

  return (bar: Bar): string =>
    [
      levelOf(bar),
      bar.estimated && t('energy.day.estimated'),
      bar.suspect && t('energy.day.suspect'),
      bar.partlyUnknown && t('energy.day.partlyUnknown'),
    ]
      .filter(Boolean)
      .join(' · ');

  function levelOf({ state, exceeded, near }: Bar): string {
    if (exceeded) return t('energy.day.exceeded');
    if (state === 'missing') return t('energy.day.missing');
    if (state === 'withheld') return t('energy.day.withheld');
    if (state === 'running') return t('energy.day.running');
    if (state === 'future') return t('energy.day.toCome');
    return near ? t('energy.day.near') : '';
  }
}
