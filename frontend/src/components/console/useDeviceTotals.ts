import { useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { dataOf } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';
import { useLoaded } from '../../api/useLoaded.ts';
import { useFormats } from '../../i18n/i18n.ts';
import { useApi } from '../../session/session-store.ts';

const POLL_INTERVAL_MS = 60_000;

type Search = NonNullable<paths['/api/device-totals']['get']['parameters']['query']>;

/** What all devices of a search add up to, as a text; undefined while it is loading. */
export function useDeviceTotals(search: () => Search) {
  const { t } = useI18n();
  const api = useApi();
  const formats = useFormats();
  const visibility = useDocumentVisibility();
  const { value, isLoading, reload } = useLoaded(
    () => JSON.stringify(search()),
    async (key, signal) => {
      const params = { query: JSON.parse(key) as Search };
      return { key, totals: await dataOf(api.GET('/api/device-totals', { params, signal })) };
    },
  );
  useIntervalFn(() => {
    if (visibility.value === 'visible' && !isLoading.value) void reload();
  }, POLL_INTERVAL_MS);

  return computed(() => {
    if (!value.value || value.value.key !== JSON.stringify(search())) return undefined;
    const { devices, isAll, today, overLimit, silent } = value.value.totals;
    const count = formats.value.count(devices);
    if (!isAll) return t('console.list.totalMore', { count });
    return [
      t('console.list.total', { count }, devices),
      t('console.list.totalToday', { energy: formats.value.energy(today ?? 0) }),
      ...(overLimit
        ? [t('console.list.totalOver', { count: formats.value.count(overLimit) })]
        : []),
      ...(silent ? [t('console.list.totalSilent', { count: formats.value.count(silent) })] : []),
    ].join(' · ');
  });
}
