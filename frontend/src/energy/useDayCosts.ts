import { computed, type Ref } from 'vue';
import { type Device, periodOf } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import type { LocalDay } from '../calendar/local-day.ts';
import { costIn, currencyOf } from '../periods/costs.ts';
import { useApi } from '../session/session-store.ts';

/** What a day costs, in the currency of most of it. */
export interface DayCosts {
  readonly day: LocalDay;
  readonly currency: string;
  readonly total: number;
  /** By the start of the hour, without the fixed charge. */
  readonly byHour: ReadonlyMap<string, number>;
}

const REFRESH_MS = 300_000;

/** Loads the costs of a day of a device that has a tariff; those of today again and again. */
export function useDayCosts({
  device,
  day,
  today,
  now,
}: {
  readonly device: Ref<Device | undefined>;
  readonly day: Ref<LocalDay | undefined>;
  readonly today: Ref<LocalDay | undefined>;
  readonly now: Ref<number>;
}) {
  const api = useApi();
  const source = computed(() => {
    if (!device.value?.tariffs?.length || !day.value || !today.value) return undefined;
    if (day.value > today.value) return undefined;
    const turn = day.value === today.value ? Math.floor(now.value / REFRESH_MS) : 0;
    return `${device.value.id} ${day.value} ${turn}`;
  });
  const { value } = useLoaded(source, async (requested, signal) => {
    const [id, from] = requested.split(' ') as [string, string];
    const query = { from, to: from, by: 'hour', cost: true } as const;
    const params = { path: { id }, query };
    const costs = await periodOf(api.GET('/api/devices/{id}/consumption', { params, signal }));
    return { id, day: from, costs };
  });
  return computed<DayCosts | undefined>(() => {
    const loaded = value.value;
    if (!loaded || loaded.id !== device.value?.id || loaded.day !== day.value) return undefined;
    const currency = currencyOf(loaded.costs);
    if (currency === undefined) return undefined;
    const hours = loaded.costs.buckets.filter(({ costs = [] }) => costs.length > 0);
    return {
      day: loaded.day,
      currency,
      total: costIn(loaded.costs, currency),
      byHour: new Map(hours.map((hour) => [hour.period, costIn(hour, currency)])),
    };
  });
}
