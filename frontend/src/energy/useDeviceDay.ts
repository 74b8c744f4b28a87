import { computed, type Ref, watch } from 'vue';
import { type Consumption, type DayTotal, dataOf } from '../api/client.ts';
import { isAbout } from '../api/problem.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { dayAt, daysOf } from '../calendar/day-arithmetic.ts';
import { windowOf } from '../calendar/day-windows.ts';
import { type LocalDay, plusDays } from '../calendar/local-day.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { daysBeside } from './beside-day.ts';
import { dayChart } from './day-chart.ts';
import { averageOf, compared, comparedSoFar, summaryOf } from './day-summary.ts';
import { withHourlyTotal } from './live-total.ts';

const DAYS_COMPARED = 7;

/** A device’s day with all that there is to say about it. Today grows while one looks. */
export function useDeviceDay(
  id: Ref<string>,
  asked: Ref<LocalDay | undefined>,
  stripLength: Ref<number>,
) {
  const api = useApi();
  const now = useNow();

  const device = useLoaded(id, (deviceId, signal) =>
    dataOf(api.GET('/api/devices/{id}', { params: { path: { id: deviceId } }, signal })),
  );
  const today = computed(() => {
    const known = device.value.value;
    return known && dayAt(now.value, known.timeZone);
  });
  const day = useLoaded(keyed(id, asked), ([deviceId, wanted], signal) =>
    consumption(deviceId, wanted, signal),
  );
  const isToday = computed(() => asked.value !== undefined && asked.value === today.value);

  /** Only a day that goes on is compared hour by hour. */
  const dayBefore = useLoaded(
    keyed(
      id,
      computed(() => (isToday.value ? plusDays(asked.value!, -1) : undefined)),
    ),
    ([deviceId, wanted], signal) => consumption(deviceId, wanted, signal),
  );

  const shownDays = computed(
    () => asked.value && today.value && windowOf(asked.value, today.value, stripLength.value),
  );
  /** The days that are shown, and those that the day is compared with. */
  const known = computed(() => {
    if (!asked.value || !today.value) return undefined;
    const { from, to } = daysBeside(asked.value < today.value ? asked.value : today.value);
    return `${from}/${to}`;
  });
  const totals = useLoaded(keyed(id, known), async ([deviceId, range], signal) => {
    const [from, to] = range.split('/') as [LocalDay, LocalDay];
    const params = { path: { id: deviceId }, query: { from, to } };
    const { days } = await dataOf(
      api.GET('/api/devices/{id}/consumption/days', { params, signal }),
    );
    return new Map(days.map((each) => [each.day, each]));
  });

  async function consumption(deviceId: string, wanted: LocalDay, signal: AbortSignal) {
    const params = { path: { id: deviceId }, query: { day: wanted } };
    try {
      return await dataOf(api.GET('/api/devices/{id}/consumption', { params, signal }));
    } catch (error) {
      if (!isAbout(error, 'day')) throw error;
      return skippedDay(deviceId, wanted, signal);
    }
  }

  /** The API refuses a day that the calendar of the zone skips; the page shows it without hours. */
  async function skippedDay(
    deviceId: string,
    day: LocalDay,
    signal: AbortSignal,
  ): Promise<Consumption> {
    const path = { id: deviceId };
    const { timeZone, maxHourlyConsumption } = await dataOf(
      api.GET('/api/devices/{id}', { params: { path }, signal }),
    );
    const nothing = { unit: 'kWh', minutes: 0, total: null } as const;
    return { ...nothing, hours: [], deviceId, day, timeZone, maxHourlyConsumption };
  }

  useLiveFeed().watchTotals(
    () => (isToday.value && !device.value.value?.former ? [id.value] : []),
    (told) => {
      if (day.value.value) day.value.value = withHourlyTotal(day.value.value, told);
    },
    () => {
      if (isToday.value) void day.reload();
    },
  );
  // Whoever looks at today goes on doing so after midnight, but the day that was is complete then.
  watch(isToday, (still, was) => {
    if (was && !still) void totals.reload();
  });

  const summary = computed(() => day.value.value && summaryOf(day.value.value, now.value));
  return {
    device,
    day,
    today,
    isToday,
    summary,
    chart: computed(() => day.value.value && dayChart(day.value.value, now.value)),
    /** The days to show around the day; today as it is by now. */
    strip: computed(() =>
      shownDays.value
        ? daysOf(shownDays.value).map((each) => ({ day: each, known: knownOf(each) }))
        : [],
    ),
    /** The last day before it for which anything was measured, as far as that is known. */
    lastMeasured: computed(() =>
      [...(totals.value.value?.values() ?? [])]
        .filter((each) => each.total !== null && each.day < (asked.value ?? ''))
        .map((each) => each.day)
        .at(-1),
    ),
    dayBefore: computed(() => {
      const [shown, before] = [day.value.value, dayBefore.value.value];
      if (!shown) return undefined;
      if (isToday.value) return before && comparedSoFar(shown, before, now.value);
      return compared(
        summary.value?.total,
        totals.value.value?.get(plusDays(shown.day, -1))?.total,
      );
    }),
    average: computed(() => {
      const shown = asked.value;
      if (!shown) return undefined;
      const before = daysOf({ from: plusDays(shown, -DAYS_COMPARED), to: plusDays(shown, -1) });
      return averageOf(before.flatMap((each) => totals.value.value?.get(each) ?? []));
    }),
  };

  function knownOf(each: LocalDay): DayTotal | undefined {
    const shown = day.value.value;
    const known = totals.value.value?.get(each);
    if (!shown || shown.day !== each || !known || summary.value?.total === null) return known;
    return { ...known, total: shown.total, hoursExceeded: summary.value?.exceeded.length ?? 0 };
  }
}

/** Both, once both are known. */
function keyed(id: Ref<string>, what: Ref<string | undefined>) {
  return computed<readonly [string, string] | undefined>((before) => {
    if (what.value === undefined) return undefined;
    return before?.[0] === id.value && before[1] === what.value ? before : [id.value, what.value];
  });
}
