import { useThrottleFn } from '@vueuse/core';
import { computed, type Ref, watch } from 'vue';
import { useLoaded } from '../api/useLoaded.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { loadEarlier, loadPeriod, loadYearBefore, type RequestedPeriod } from './load-period.ts';
import type { LongPeriod } from './period.ts';

/** How often new readings reload the totals of days and months. */
const REFRESH_INTERVAL_MS = 10_000;

export interface LoadedPeriodSources {
  readonly id: Ref<string>;
  readonly period: Ref<LongPeriod | undefined>;
  /** Whether the costs are loaded as well. */
  readonly isCost: Ref<boolean>;
  readonly isCurrent: Ref<boolean>;
  readonly today: Ref<LocalDay | undefined>;
  /** Whether another client owns the device now, so that it gets no readings. */
  readonly isFormer: Ref<boolean>;
}

interface PeriodOfDevice extends RequestedPeriod {
  readonly period: LongPeriod;
}

/** Loads a period of a device, the four before it, and the year before of a running one, which stays up to date. */
export function useLoadedPeriod(sources: LoadedPeriodSources) {
  const { id, period, isCost, isCurrent } = sources;
  const api = useApi();
  const source = computed<PeriodOfDevice | undefined>((before) => {
    if (!period.value) return undefined;
    const withCosts = isCost.value;
    const isSame =
      before?.deviceId === id.value &&
      before.period.name === period.value.name &&
      before.withCosts === withCosts;
    return isSame ? before : { deviceId: id.value, period: period.value, withCosts };
  });
  /** Only a running period is compared by its parts: the API compares the others. */
  const running = computed(() =>
    isCurrent.value && source.value?.period.kind !== 'year' ? source.value : undefined,
  );
  const consumption = useLoaded(source, async (requested, signal) => ({
    ...requested,
    consumption: await loadPeriod(api, requested, signal),
  }));
  const earlier = useLoaded(source, async (requested, signal) => ({
    ...requested,
    periods: await loadEarlier(api, requested, signal),
  }));
  const yearBefore = useLoaded(running, async (requested, signal) => ({
    ...requested,
    parts: await loadYearBefore(api, requested, signal),
  }));
  reloadWithReadings(consumption, sources);

  /** Whether something was loaded for the device of the address and the period on the page. */
  const isOfPage = (other: PeriodOfDevice | undefined) =>
    other?.deviceId === id.value &&
    consumption.value.value?.deviceId === id.value &&
    other.period.name === consumption.value.value.period.name;

  return {
    consumption,
    earlierPeriods: computed(() =>
      isOfPage(earlier.value.value) ? earlier.value.value?.periods : undefined,
    ),
    yearBefore: computed(() =>
      isOfPage(yearBefore.value.value) ? yearBefore.value.value?.parts : undefined,
    ),
  };
}

/** Reloads a running period with new readings, and when a day begins. */
function reloadWithReadings(
  consumption: { readonly reload: () => Promise<void> },
  { id, isCurrent, isFormer, today }: LoadedPeriodSources,
): void {
  const reload = useThrottleFn(() => consumption.reload(), REFRESH_INTERVAL_MS, true);
  useLiveFeed().watchTotals(
    () => (isCurrent.value && !isFormer.value ? [id.value] : []),
    () => void reload(),
    () => {
      if (isCurrent.value) void consumption.reload();
    },
  );
  watch(today, (_now, before) => {
    if (before) void consumption.reload();
  });
}
