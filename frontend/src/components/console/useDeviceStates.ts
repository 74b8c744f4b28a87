import { useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { computed } from 'vue';
import { dataOf } from '../../api/client.ts';
import { useLoaded } from '../../api/useLoaded.ts';
import { useApi } from '../../session/session-store.ts';

const POLL_INTERVAL_MS = 30_000;

/** What the devices of a page of a list measure, by their ids: polled while the page is visible. */
export function useDeviceStates(deviceIds: () => readonly string[]) {
  const api = useApi();
  const visibility = useDocumentVisibility();
  const { value, reload } = useLoaded(
    () => deviceIds().join() || undefined,
    (ids, signal) => dataOf(api.GET('/api/device-states', { params: { query: { ids } }, signal })),
  );
  useIntervalFn(() => {
    if (visibility.value === 'visible') void reload();
  }, POLL_INTERVAL_MS);
  return computed(() => new Map(value.value?.devices.map((state) => [state.deviceId, state])));
}
