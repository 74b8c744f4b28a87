import { type Ref, watch } from 'vue';
import { useRouter } from 'vue-router';
import { type LocalDay, plusDays } from '../calendar/local-day.ts';
import { useDayKeys } from './useDayKeys.ts';

export interface NavigatedDays {
  readonly deviceId: Ref<string>;
  /** Undefined without a valid day in the address. */
  readonly requestedDay: Ref<LocalDay | undefined>;
  readonly today: Ref<LocalDay | undefined>;
}

/** Moves between the days of a device, also by keys. An address without a valid day redirects to today. */
export function useDayNavigation({ deviceId, requestedDay, today }: NavigatedDays) {
  const router = useRouter();
  const linkTo = (to: LocalDay) => `/devices/${deviceId.value}/${to}`;

  function go(days: -1 | 1): void {
    if (!requestedDay.value || !today.value) return;
    const to = plusDays(requestedDay.value, days);
    if (to <= today.value) void router.push(linkTo(to));
  }

  useDayKeys(go);
  watch(
    [requestedDay, today],
    () => {
      if (!requestedDay.value && today.value) void router.replace(linkTo(today.value));
    },
    { immediate: true },
  );

  return { linkTo, go };
}
