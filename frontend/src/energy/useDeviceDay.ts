import { computed, type Ref, watch } from 'vue';
import { type DayTotal, dataOf } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { dayAt, daysAround, daysOf } from '../calendar/day-arithmetic.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { toDayChart } from './day-chart.ts';
import { summarize } from './day-summary.ts';
import { withHourlyTotal } from './live-total.ts';
import { loadDay, loadDayTotals } from './load-consumption.ts';
import { relatedDays } from './related-days.ts';
import { useDayComparison } from './useDayComparison.ts';
import { useDayOfDevice } from './useDayOfDevice.ts';

export interface DeviceDaySources {
  readonly id: Ref<string>;
  /** The day in the address. */
  readonly requestedDay: Ref<LocalDay | undefined>;
  readonly stripLength: Ref<number>;
}

/** Loads a device's day and what it is compared with. Today stays up to date from the live feed. */
export function useDeviceDay({ id, requestedDay, stripLength }: DeviceDaySources) {
  const api = useApi();
  const now = useNow();

  const device = useLoaded(id, (deviceId, signal) =>
    dataOf(api.GET('/api/devices/{id}', { params: { path: { id: deviceId } }, signal })),
  );
  const today = computed(() => {
    const loaded = device.value.value;
    return loaded && dayAt(now.value, loaded.timeZone);
  });
  const isToday = computed(
    () => requestedDay.value !== undefined && requestedDay.value === today.value,
  );
  const day = useLoaded(useDayOfDevice(id, requestedDay), ([deviceId, requested], signal) =>
    loadDay(api, { deviceId, day: requested }, signal),
  );
  const totalsAround = computed(() => earlierOf(requestedDay.value, today.value));
  const totals = useLoaded(useDayOfDevice(id, totalsAround), ([deviceId, around], signal) =>
    loadDayTotals(api, { deviceId, ...relatedDays(around) }, signal),
  );
  const summary = computed(() => day.value.value && summarize(day.value.value, now.value));

  useLiveFeed().watchTotals(
    () => (isToday.value && !device.value.value?.former ? [id.value] : []),
    (total) => {
      if (day.value.value) day.value.value = withHourlyTotal(day.value.value, total);
    },
    () => {
      if (isToday.value) void day.reload();
    },
  );
  // At midnight the day on the page stays, and its total becomes final.
  watch(isToday, (still, was) => {
    if (was && !still) void totals.reload();
  });

  function totalOf(stripDay: LocalDay): DayTotal | undefined {
    const loaded = day.value.value;
    const total = totals.value.value?.get(stripDay);
    if (!total || loaded?.day !== stripDay || summary.value?.total === null) return total;
    return { ...total, total: loaded.total, hoursExceeded: summary.value?.exceeded.length ?? 0 };
  }
  const strip = computed(() => {
    if (!requestedDay.value || !today.value) return [];
    const range = daysAround(requestedDay.value, today.value, stripLength.value);
    return daysOf(range).map((stripDay) => ({ day: stripDay, total: totalOf(stripDay) }));
  });

  return {
    device,
    day,
    today,
    isToday,
    summary,
    chart: computed(() => day.value.value && toDayChart(day.value.value, now.value)),
    strip,
    ...useDayComparison({
      id,
      requestedDay,
      isToday,
      now,
      summary,
      day: day.value,
      totals: totals.value,
    }),
  };
}

function earlierOf(day: LocalDay | undefined, today: LocalDay | undefined): LocalDay | undefined {
  if (!day || !today) return undefined;
  return day < today ? day : today;
}
