import { computed, type Ref } from 'vue';
import { useLoaded } from '../api/useLoaded.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { isApproximate } from '../energy/useMarkTexts.ts';
import { useApi } from '../session/session-store.ts';
import { loadBuckets } from './load-period.ts';
import { type LongPeriod, periodAt, shiftPeriod } from './period.ts';

/** How many periods of a kind the strip shows. */
const STRIP_LENGTHS = {
  wide: { week: 8, month: 12, year: 5 },
  narrow: { week: 6, month: 6, year: 5 },
};

export interface PeriodStripSources {
  readonly id: Ref<string>;
  readonly period: Ref<LongPeriod | undefined>;
  readonly isNarrow: Ref<boolean>;
  readonly today: Ref<LocalDay | undefined>;
}

/** The totals of the periods around a period, and whether they contain estimates or unknown parts. */
export function usePeriodStrip({ id, period, isNarrow, today }: PeriodStripSources) {
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
