import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { PeriodConsumption } from '../api/client.ts';
import type { LongPeriod } from './period.ts';
import type { ComparisonSoFar } from './usePeriod.ts';

export interface PeriodTextSources {
  readonly loaded: Ref<
    { readonly period: LongPeriod; readonly consumption: PeriodConsumption | undefined } | undefined
  >;
  readonly soFar: Ref<ComparisonSoFar | undefined>;
  readonly currency: Ref<string | undefined>;
}

/** What a page says about a period without readings, and about its comparisons. */
export function usePeriodTexts({ loaded, soFar, currency }: PeriodTextSources) {
  const { t } = useI18n();
  /** Replaces the chart of a period without readings. */
  const emptyText = computed(() => {
    if (!loaded.value) return undefined;
    const { consumption: sums, period: empty } = loaded.value;
    const title = t(`energy.period.empty.title.${empty.kind}`);
    if (!sums) return { title, text: t('energy.period.empty.future') };
    if (sums.total !== null) return undefined;
    if (sums.hoursWithheld === sums.hours) {
      return { title: t('energy.period.notYours.title'), text: t('energy.period.notYours.text') };
    }
    return { title, text: t('energy.period.empty.text') };
  });
  const fairness = computed(() => {
    if (currency.value) return t('energy.cost.text');
    return t(soFar.value ? 'energy.period.fairSoFar' : 'energy.period.fair');
  });
  return { emptyText, fairness };
}
