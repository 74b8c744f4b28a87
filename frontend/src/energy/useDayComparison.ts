import { computed, type Ref } from 'vue';
import type { Consumption } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { daysOf } from '../calendar/day-arithmetic.ts';
import { type LocalDay, plusDays } from '../calendar/local-day.ts';
import { useApi } from '../session/session-store.ts';
import { averageTotal, compare, compareSoFar, type DaySummary } from './day-summary.ts';
import { type DayTotals, loadDay } from './load-consumption.ts';
import { useDayOfDevice } from './useDayOfDevice.ts';

const AVERAGED_DAYS = 7;

export interface ComparedDay {
  readonly id: Ref<string>;
  readonly requestedDay: Ref<LocalDay | undefined>;
  readonly isToday: Ref<boolean>;
  readonly now: Ref<number>;
  readonly day: Ref<Consumption | undefined>;
  readonly summary: Ref<DaySummary | undefined>;
  readonly totals: Ref<DayTotals | undefined>;
}

/** Compares a device's day with the days before it. */
export function useDayComparison({
  id,
  requestedDay,
  isToday,
  now,
  day,
  summary,
  totals,
}: ComparedDay) {
  const api = useApi();
  /** Only today is compared hour by hour. */
  const yesterday = computed(() => (isToday.value ? plusDays(requestedDay.value!, -1) : undefined));
  const hoursBefore = useLoaded(useDayOfDevice(id, yesterday), ([deviceId, before], signal) =>
    loadDay(api, { deviceId, day: before }, signal),
  );

  return {
    /** The hours of yesterday, while the page shows today. */
    yesterday: computed(() => (isToday.value ? hoursBefore.value.value : undefined)),
    dayBefore: computed(() => {
      if (!day.value) return undefined;
      if (isToday.value) {
        const before = hoursBefore.value.value;
        return before && compareSoFar(day.value, before, now.value);
      }
      return compare(summary.value?.total, totals.value?.get(plusDays(day.value.day, -1))?.total);
    }),
    /** The average of the seven days before, in kWh. */
    average: computed(() => {
      const current = requestedDay.value;
      if (!current) return undefined;
      const range = { from: plusDays(current, -AVERAGED_DAYS), to: plusDays(current, -1) };
      return averageTotal(daysOf(range).flatMap((before) => totals.value?.get(before) ?? []));
    }),
    /** The last loaded day before it with readings. */
    lastMeasured: computed(() =>
      [...(totals.value?.values() ?? [])]
        .filter((total) => total.total !== null && total.day < (requestedDay.value ?? ''))
        .map((total) => total.day)
        .at(-1),
    ),
  };
}
