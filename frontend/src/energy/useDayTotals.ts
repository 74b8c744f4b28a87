import { computed, type Ref } from 'vue';
import { useLoaded } from '../api/useLoaded.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { useApi } from '../session/session-store.ts';
import { type DayTotals, loadDayTotals } from './load-consumption.ts';
import { relatedDays } from './related-days.ts';
import { useDayOfDevice } from './useDayOfDevice.ts';

export interface DayTotalsSources {
  readonly id: Ref<string>;
  readonly requestedDay: Ref<LocalDay | undefined>;
  readonly today: Ref<LocalDay | undefined>;
}

/** Loads the totals of the days around a day, up to today. */
export function useDayTotals({ id, requestedDay, today }: DayTotalsSources) {
  const api = useApi();
  const totalsAround = computed(() => earlierOf(requestedDay.value, today.value));
  const { value, reload } = useLoaded(
    useDayOfDevice(id, totalsAround),
    async ([deviceId, around], signal) => {
      const totals = await loadDayTotals(api, { deviceId, ...relatedDays(around) }, signal);
      return { deviceId, totals };
    },
  );
  const totals = computed(() =>
    value.value?.deviceId === id.value ? value.value.totals : undefined,
  );
  return { totals, largestHour: useLargestHour(id, totals), reload };
}

/** The largest hour of all days that the page has loaded of a device, in kWh: the scale of its charts. */
function useLargestHour(id: Ref<string>, totals: Ref<DayTotals | undefined>) {
  const scale = computed<{ readonly id: string; readonly largest: number }>((before) => {
    const hours = [...(totals.value?.values() ?? [])].map(({ largestHour }) => largestHour ?? 0);
    const largest = Math.max(0, ...hours, before?.id === id.value ? before.largest : 0);
    return { id: id.value, largest };
  });
  return computed(() => scale.value.largest);
}

function earlierOf(day: LocalDay | undefined, today: LocalDay | undefined): LocalDay | undefined {
  if (!day || !today) return undefined;
  return day < today ? day : today;
}
