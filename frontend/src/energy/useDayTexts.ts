import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Consumption } from '../api/client.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { dayLength } from '../calendar/zone-clock.ts';
import { useFormats } from '../i18n/i18n.ts';
import type { DaySummary } from './day-summary.ts';

const DAY_MS = 86_400_000;

/** A day that is loaded. */
export interface LoadedDay {
  readonly day: Consumption;
  readonly summary: DaySummary;
}

/** What must be said about a day beside its figures: a change of the clocks, or why there is no chart. */
export function useDayTexts(loaded: Ref<LoadedDay | undefined>, today: Ref<LocalDay | undefined>) {
  const { t } = useI18n();
  const formats = useFormats();

  const length = computed(() =>
    loaded.value ? dayLength(loaded.value.day.hours, loaded.value.day.timeZone) : DAY_MS,
  );
  const clockChange = computed(() => {
    if (length.value === DAY_MS || length.value === 0) return undefined;
    const direction = length.value < DAY_MS ? 'clocksForward' : 'clocksBack';
    return t(`energy.day.${direction}`, { hours: formats.value.hours(length.value) });
  });
  /** Replaces the chart of a day without readings. */
  const emptyText = computed(() => {
    if (!loaded.value || loaded.value.summary.total !== null) return undefined;
    const { day: emptyDay, timeZone, hours } = loaded.value.day;
    if (length.value === 0) {
      return {
        title: t('energy.day.skipped.title'),
        text: t('energy.day.skipped.text', { timeZone, day: formats.value.longDay(emptyDay) }),
      };
    }
    if (hours.every(({ withheld }) => withheld)) {
      return { title: t('energy.day.notYours.title'), text: t('energy.day.notYours.text') };
    }
    const isFuture = today.value !== undefined && emptyDay > today.value;
    return {
      title: t('energy.day.empty.title'),
      text: t(isFuture ? 'energy.day.empty.future' : 'energy.day.empty.text'),
    };
  });

  return { clockChange, emptyText };
}
