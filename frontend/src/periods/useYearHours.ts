import { useIntersectionObserver } from '@vueuse/core';
import { type Ref, ref, shallowRef, watch } from 'vue';
import type { PeriodBucket } from '../api/client.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { useApi } from '../session/session-store.ts';
import { loadHours } from './load-period.ts';
import type { LongPeriod } from './period.ts';

export interface YearHoursSources {
  /** Whose first appearance on the screen starts the loading. */
  readonly section: Readonly<Ref<HTMLElement | null>>;
  readonly deviceId: () => string;
  readonly period: () => LongPeriod;
  readonly today: () => LocalDay;
}

/** Loads the hours of a year, up to today, a part at a time, once its section is on the screen. */
export function useYearHours({ section, deviceId, period, today }: YearHoursSources) {
  const api = useApi();
  const hours = shallowRef<readonly PeriodBucket[]>([]);
  const isLoading = ref(false);
  const isVisible = ref(false);

  const { stop } = useIntersectionObserver(section, ([entry]) => {
    if (!entry?.isIntersecting) return;
    isVisible.value = true;
    stop();
  });
  watch(
    () => isVisible.value && `${deviceId()} ${period().name}`,
    async (isDue, _before, onCleanup) => {
      if (!isDue) return;
      const aborting = new AbortController();
      onCleanup(() => aborting.abort());
      hours.value = [];
      isLoading.value = true;
      const { from, to } = period();
      const range = { deviceId: deviceId(), from, to: to < today() ? to : today() };
      try {
        for await (const loaded of loadHours(api, range, aborting.signal)) hours.value = loaded;
      } catch {
        // The bars above report a failure; the hours that were loaded stay.
      }
      if (!aborting.signal.aborted) isLoading.value = false;
    },
    { immediate: true },
  );
  return { hours, isLoading };
}
