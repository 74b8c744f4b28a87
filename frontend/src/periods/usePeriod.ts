import { useThrottleFn } from '@vueuse/core';
import { computed, type Ref, watch } from 'vue';
import { dataOf, type PeriodBucket } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { dayAt } from '../calendar/day-arithmetic.ts';
import { useNow } from '../calendar/useNow.ts';
import { isApproximate } from '../energy/useMarkTexts.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { type ComparedHours, compareSoFar } from './compare-so-far.ts';
import { costIn, currencyOf } from './costs.ts';
import {
  loadBuckets,
  loadEarlier,
  loadPeriod,
  loadYearBefore,
  type RequestedPeriod,
} from './load-period.ts';
import { type Period, periodAt, shiftPeriod } from './period.ts';
import { toPeriodChart } from './period-chart.ts';
import { usualCourse } from './usual-course.ts';

/** How often new readings reload the totals of days and months. */
const REFRESH_INTERVAL_MS = 10_000;
/** How many periods of a kind the strip shows. */
const STRIP_LENGTHS = {
  wide: { week: 8, month: 12, year: 5 },
  narrow: { week: 6, month: 6, year: 5 },
};

export type LongPeriod = Period & { readonly kind: 'week' | 'month' | 'year' };

export interface PeriodSources {
  readonly id: Ref<string>;
  readonly period: Ref<LongPeriod | undefined>;
  readonly isNarrow: Ref<boolean>;
  /** Whether the charts show costs. */
  readonly isCost: Ref<boolean>;
}

/** Loads a week, month or year of a device and what it is compared with. A running one stays up to date. */
export function usePeriod({ id, period, isNarrow, isCost }: PeriodSources) {
  const api = useApi();
  const now = useNow();
  const device = useLoaded(id, (deviceId, signal) =>
    dataOf(api.GET('/api/devices/{id}', { params: { path: { id: deviceId } }, signal })),
  );
  const today = computed(() => {
    const loaded = device.value.value;
    return loaded && dayAt(now.value, loaded.timeZone);
  });
  const isCurrent = computed(
    () =>
      !!period.value &&
      !!today.value &&
      period.value.from <= today.value &&
      today.value <= period.value.to,
  );
  const source = computed<PeriodOfDevice | undefined>((before) => {
    if (!period.value) return undefined;
    const withCosts = isCost.value;
    const isSame =
      before?.deviceId === id.value &&
      before.period.name === period.value.name &&
      before.withCosts === withCosts;
    return isSame ? before : { deviceId: id.value, period: period.value, withCosts };
  });
  const consumption = useLoaded(source, async (requested, signal) => ({
    ...requested,
    consumption: await loadPeriod(api, requested, signal),
  }));
  const earlier = useLoaded(source, async (requested, signal) => ({
    ...requested,
    periods: await loadEarlier(api, requested, signal),
  }));
  /** Only a running period is compared by its parts: the API compares the others. */
  const running = computed(() =>
    isCurrent.value && source.value?.period.kind !== 'year' ? source.value : undefined,
  );
  const yearBefore = useLoaded(running, async (requested, signal) => ({
    ...requested,
    parts: await loadYearBefore(api, requested, signal),
  }));
  const strip = useStrip({ id, period, isNarrow }, today);

  const reload = useThrottleFn(() => consumption.reload(), REFRESH_INTERVAL_MS, true);
  useLiveFeed().watchTotals(
    () => (isCurrent.value && !device.value.value?.former ? [id.value] : []),
    () => void reload(),
    () => {
      if (isCurrent.value) void consumption.reload();
    },
  );
  watch(today, (_now, before) => {
    if (before) void consumption.reload();
  });

  /** What is loaded, if it is of the present address. */
  const loaded = computed(() => {
    const value = consumption.value.value;
    return device.value.value && value?.deviceId === id.value
      ? { device: device.value.value, period: value.period, consumption: value.consumption }
      : undefined;
  });
  const isLoadedPeriod = (other: PeriodOfDevice | undefined) =>
    other?.deviceId === id.value && other.period.name === loaded.value?.period.name;
  const earlierPeriods = computed(() =>
    isLoadedPeriod(earlier.value.value) ? earlier.value.value?.periods : undefined,
  );
  /** Undefined for a period that is over. */
  const soFar = computed<ComparisonSoFar | undefined>(() => {
    const sums = loaded.value?.consumption;
    if (!sums?.hoursToCome) return undefined;
    const against = (periods: readonly (readonly PeriodBucket[])[]) =>
      compareSoFar(sums.buckets, periods);
    const before = earlierPeriods.value ?? [];
    return {
      previous: against(before.slice(-1)),
      yearBefore: isLoadedPeriod(yearBefore.value.value)
        ? against([yearBefore.value.value!.parts])
        : undefined,
      average: against(before),
    };
  });
  /** Of the costs that the chart shows; undefined while it shows energy. */
  const currency = computed(() => {
    const value = consumption.value.value;
    return value?.withCosts && value.consumption ? currencyOf(value.consumption) : undefined;
  });
  const chart = computed(() => {
    const buckets = loaded.value?.consumption?.buckets;
    if (!buckets) return undefined;
    if (currency.value !== undefined) {
      return toPeriodChart({ buckets }, undefined, (bucket) => costIn(bucket, currency.value!));
    }
    const usual = earlierPeriods.value && usualCourse(buckets, earlierPeriods.value);
    return toPeriodChart({ buckets }, usual);
  });

  return {
    device,
    consumption,
    today,
    isCurrent,
    loaded,
    chart,
    soFar,
    currency,
    strip,
    /** How many of the earlier periods have measurements; undefined until they are loaded. */
    periodsBefore: computed(
      () =>
        earlierPeriods.value?.filter((parts) => parts.some(({ total }) => total !== null)).length,
    ),
  };
}

/** The comparisons of a running period at this point. */
export interface ComparisonSoFar {
  readonly previous: ComparedHours | undefined;
  readonly yearBefore: ComparedHours | undefined;
  readonly average: ComparedHours | undefined;
}

interface PeriodOfDevice extends RequestedPeriod {
  readonly period: LongPeriod;
}

/** The totals of the periods around a period, and whether they contain estimates or unknown parts. */
function useStrip(
  { id, period, isNarrow }: Omit<PeriodSources, 'isCost'>,
  today: Ref<string | undefined>,
) {
  const api = useApi();
  const periods = computed<readonly LongPeriod[]>((before) => {
    if (!period.value || !today.value) return [];
    const length = STRIP_LENGTHS[isNarrow.value ? 'narrow' : 'wide'][period.value.kind];
    const isShown = before?.some(({ name }) => name === period.value!.name);
    if (isShown && before?.length === length) return before;
    return periodsAround(period.value, today.value, length);
  });
  const { value } = useLoaded(
    computed(() =>
      periods.value.length > 0 ? { deviceId: id.value, periods: periods.value } : undefined,
    ),
    async ({ deviceId, periods: requested }, signal) => {
      const range = { from: requested[0]!.from, to: requested.at(-1)!.to };
      const by = requested[0]!.kind;
      const buckets = await loadBuckets(api, { deviceId, ...range, by }, signal);
      return new Map(buckets.map((bucket) => [bucket.period, bucket]));
    },
  );
  return computed(() =>
    periods.value.map((each) => {
      const bucket = value.value?.get(each.name);
      const isAbout = bucket !== undefined && isApproximate(bucket);
      return { period: each, total: bucket?.total, isApproximate: isAbout };
    }),
  );
}

/** Returns as many periods as fit, which end with today's or the latest that fits after the period. */
function periodsAround(period: LongPeriod, today: string, length: number): readonly LongPeriod[] {
  const { kind } = period;
  const half = shiftPeriod(period, Math.floor(length / 2));
  const current = periodAt(kind, today);
  const last = half.from < current.from ? half : current.from < period.from ? period : current;
  return Array.from({ length }, (_, index) => shiftPeriod(last, index + 1 - length) as LongPeriod);
}
