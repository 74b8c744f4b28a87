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
import { type DayTotals, loadDay, loadDayTotals } from './load-consumption.ts';
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
  const related = useLoaded(
    useDayOfDevice(id, totalsAround),
    async ([deviceId, around], signal) => {
      const totals = await loadDayTotals(api, { deviceId, ...relatedDays(around) }, signal);
      return { deviceId, totals };
    },
  );
  const totals = computed(() =>
    related.value.value?.deviceId === id.value ? related.value.value.totals : undefined,
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
    if (was && !still) void related.reload();
  });

  function totalOf(stripDay: LocalDay): DayTotal | undefined {
    const loaded = day.value.value;
    const total = totals.value?.get(stripDay);
    if (!total || loaded?.day !== stripDay || summary.value?.total === null) return total;
    return { ...total, total: loaded.total, hoursExceeded: summary.value?.exceeded.length ?? 0 };
  }
  const strip = computed(() => {
    if (!requestedDay.value || !today.value) return [];
    const range = daysAround(requestedDay.value, today.value, stripLength.value);
    return daysOf(range).map((stripDay) => ({ day: stripDay, total: totalOf(stripDay) }));
  });

  const { yesterday, ...comparison } = useDayComparison({
    id,
    requestedDay,
    isToday,
    now,
    summary,
    day: day.value,
    totals,
  });
  const largest = useLargestHour(id, totals);
  const chart = computed(() => {
    const options = { largest: largest.value, dayBefore: yesterday.value };
    return day.value.value && toDayChart(day.value.value, now.value, options);
  });

  return { device, day, today, isToday, now, summary, chart, strip, ...comparison };
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
