import { computed, type Ref, watch } from 'vue';
import type { Consumption, DayTotal } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { daysAround, daysOf } from '../calendar/day-arithmetic.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { toDayChart } from './day-chart.ts';
import { type DaySummary, summarize } from './day-summary.ts';
import { withHourlyTotal } from './live-total.ts';
import { type DayTotals, loadDay } from './load-consumption.ts';
import { useDayComparison } from './useDayComparison.ts';
import { useDayOfDevice } from './useDayOfDevice.ts';
import { useDayTotals } from './useDayTotals.ts';
import { useDeviceAndToday } from './useDeviceAndToday.ts';

export interface DeviceDaySources {
  readonly id: Ref<string>;
  /** The day in the address. */
  readonly requestedDay: Ref<LocalDay | undefined>;
  readonly stripLength: Ref<number>;
}

/** Loads a device's day and what it is compared with. Today stays up to date from the live feed. */
export function useDeviceDay({ id, requestedDay, stripLength }: DeviceDaySources) {
  const api = useApi();
  const { device, now, today } = useDeviceAndToday(id);
  const isToday = computed(
    () => requestedDay.value !== undefined && requestedDay.value === today.value,
  );
  const day = useLoaded(useDayOfDevice(id, requestedDay), ([deviceId, requested], signal) =>
    loadDay(api, { deviceId, day: requested }, signal),
  );
  const { totals, largestHour, reload } = useDayTotals({ id, requestedDay, today });
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
    if (was && !still) void reload();
  });

  const strip = computed(() => {
    if (!requestedDay.value || !today.value) return [];
    const range = daysAround(requestedDay.value, today.value, stripLength.value);
    const loaded = { totals: totals.value, day: day.value.value, summary: summary.value };
    return daysOf(range).map((each) => ({ day: each, total: totalOf(each, loaded) }));
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
  const chart = computed(() => {
    const options = { largest: largestHour.value, dayBefore: yesterday.value };
    return day.value.value && toDayChart(day.value.value, now.value, options);
  });

  return { device, day, today, isToday, now, summary, chart, strip, ...comparison };
}

interface LoadedDay {
  readonly totals: DayTotals | undefined;
  readonly day: Consumption | undefined;
  readonly summary: DaySummary | undefined;
}

/** Returns the total of a day; that of the day on the page has its latest readings. */
function totalOf(each: LocalDay, { totals, day, summary }: LoadedDay): DayTotal | undefined {
  const total = totals?.get(each);
  if (!total || day?.day !== each || summary?.total === null) return total;
  return { ...total, total: day.total, hoursExceeded: summary?.exceeded.length ?? 0 };
}
