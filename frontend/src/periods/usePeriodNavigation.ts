import { computed, type Ref, watch } from 'vue';
import { useRouter } from 'vue-router';
import type { LocalDay } from '../calendar/local-day.ts';
import { useDayKeys } from '../energy/useDayKeys.ts';
import { type LongPeriod, parsePeriod, periodAt, shiftPeriod } from './period.ts';

export interface PeriodNavigationSources {
  readonly deviceId: Ref<string>;
  /** The period in the address; undefined for an address that names none. */
  readonly period: Ref<LongPeriod | undefined>;
  readonly today: Ref<LocalDay | undefined>;
  readonly isCost: Ref<boolean>;
}

/** Links to periods of a device, and steps through them, also by the arrow keys. Redirects an address of none. */
export function usePeriodNavigation({ deviceId, period, today, isCost }: PeriodNavigationSources) {
  const router = useRouter();
  const linkTo = (name: string) =>
    `/devices/${deviceId.value}/${name}${isCost.value ? '?show=cost' : ''}`;
  /** The period of the same kind that contains today. */
  const current = computed(
    () => period.value && today.value && periodAt(period.value.kind, today.value),
  );

  function go(periods: -1 | 1): void {
    if (!period.value || !today.value) return;
    const to = shiftPeriod(period.value, periods);
    if (to.from <= today.value && parsePeriod(to.name)) void router.push(linkTo(to.name));
  }
  useDayKeys(go);

  watch(
    period,
    (requested) => {
      if (!requested) void router.replace(`/devices/${deviceId.value}`);
    },
    { immediate: true },
  );
  return { current, linkTo, go };
}
