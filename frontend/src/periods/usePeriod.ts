import { computed, type Ref } from 'vue';
import type { PeriodBucket, PeriodConsumption } from '../api/client.ts';
import { useDeviceAndToday } from '../energy/useDeviceAndToday.ts';
import { type ComparedHours, compareSoFar } from './compare-so-far.ts';
import { costIn, currencyOf } from './costs.ts';
import type { LongPeriod } from './period.ts';
import { toPeriodChart } from './period-chart.ts';
import { useLoadedPeriod } from './useLoadedPeriod.ts';
import { usePeriodStrip } from './usePeriodStrip.ts';
import { usualCourse } from './usual-course.ts';

export interface PeriodSources {
  readonly id: Ref<string>;
  readonly period: Ref<LongPeriod | undefined>;
  readonly isNarrow: Ref<boolean>;
  /** Whether the charts show costs. */
  readonly isCost: Ref<boolean>;
}

/** Loads a week, month or year of a device and what it is compared with. A running one stays up to date. */
export function usePeriod({ id, period, isNarrow, isCost }: PeriodSources) {
  const { device, today } = useDeviceAndToday(id);
  const isCurrent = computed(
    () =>
      !!period.value &&
      !!today.value &&
      period.value.from <= today.value &&
      today.value <= period.value.to,
  );
  const isFormer = computed(() => Boolean(device.value.value?.former));
  const { consumption, earlierPeriods, yearBefore } = useLoadedPeriod({
    id,
    period,
    isCost,
    isCurrent,
    isFormer,
    today,
  });
  /** What is loaded, if it is of the present address. */
  const loaded = computed(() => {
    const value = consumption.value.value;
    return device.value.value && value?.deviceId === id.value
      ? { device: device.value.value, period: value.period, consumption: value.consumption }
      : undefined;
  });
  /** Of the costs that the chart shows; undefined while it shows energy. */
  const currency = computed(() => {
    const value = consumption.value.value;
    return value?.withCosts && value.consumption ? currencyOf(value.consumption) : undefined;
  });
  const sums = computed(() => loaded.value?.consumption);

  return {
    device,
    consumption,
    today,
    isCurrent,
    loaded,
    currency,
    chart: useChart({ sums, currency, earlierPeriods }),
    soFar: useComparison({ sums, earlierPeriods, yearBefore }),
    strip: usePeriodStrip({ id, period, isNarrow, today }),
    /** How many of the earlier periods have measurements; undefined until they are loaded. */
    periodsBefore: computed(
      () =>
        earlierPeriods.value?.filter((parts) => parts.some(({ total }) => total !== null)).length,
    ),
  };
}

type Parts = readonly PeriodBucket[];

interface PeriodAndEarlier {
  readonly sums: Ref<PeriodConsumption | undefined>;
  readonly earlierPeriods: Ref<readonly Parts[] | undefined>;
}

/** The bars of the period's energy, beside their usual course, or of its costs. */
function useChart({
  sums,
  currency,
  earlierPeriods,
}: PeriodAndEarlier & { readonly currency: Ref<string | undefined> }) {
  return computed(() => {
    const buckets = sums.value?.buckets;
    if (!buckets) return undefined;
    if (currency.value !== undefined) {
      return toPeriodChart({ buckets }, undefined, (bucket) => costIn(bucket, currency.value!));
    }
    const usual = earlierPeriods.value && usualCourse(buckets, earlierPeriods.value);
    return toPeriodChart({ buckets }, usual);
  });
}

/** The comparisons of a running period at this point. */
export interface ComparisonSoFar {
  readonly previous: ComparedHours | undefined;
  readonly yearBefore: ComparedHours | undefined;
  readonly average: ComparedHours | undefined;
}

/** Compares a running period with the same part of others; undefined for a period that is over. */
function useComparison({
  sums,
  earlierPeriods,
  yearBefore,
}: PeriodAndEarlier & { readonly yearBefore: Ref<Parts | undefined> }) {
  return computed<ComparisonSoFar | undefined>(() => {
    if (!sums.value?.hoursToCome) return undefined;
    const { buckets } = sums.value;
    const before = earlierPeriods.value ?? [];
    return {
      previous: compareSoFar(buckets, before.slice(-1)),
      yearBefore: yearBefore.value && compareSoFar(buckets, [yearBefore.value]),
      average: compareSoFar(buckets, before),
    };
  });
}
