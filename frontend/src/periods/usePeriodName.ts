import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useFormats } from '../i18n/i18n.ts';
import type { Period } from './period.ts';

/** Names periods in the person's language: Sunday, 22 November 2026; Week 47, 2026; November 2026; 2026. */
export function usePeriodName() {
  const { t } = useI18n();
  const formats = useFormats();
  return computed(() => ({ kind, name, from }: Period): string => {
    if (kind === 'day') return formats.value.longDay(from);
    if (kind === 'month') return formats.value.longMonth(from);
    if (kind === 'year') return name;
    const [year, week] = name.split('-W');
    return t('energy.period.week', { week: Number(week), year: year! });
  });
}
