import { useDocumentVisibility, useIntervalFn } from '@vueuse/core';
import { computed } from 'vue';
import { type Api, type Device, dataOf } from '../../api/client.ts';
import { useLoaded } from '../../api/useLoaded.ts';
import type { DeviceReading } from '../../listing/device-state.ts';
import { useApi } from '../../session/session-store.ts';

const POLL_INTERVAL_MS = 30_000;
/** Ids in a request. */
const BATCH_SIZE = 100;

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

/** Loads what many devices measure, by their ids. */
export async function loadDeviceStates(
  api: Api,
  devices: readonly Pick<Device, 'id'>[],
): Promise<ReadonlyMap<string, DeviceReading>> {
  const states = new Map<string, DeviceReading>();
  for (let start = 0; start < devices.length; start += BATCH_SIZE) {
    const ids = devices.slice(start, start + BATCH_SIZE).map(({ id }) => id);
    const params = { query: { ids: ids.join() } };
    const answer = await dataOf(api.GET('/api/device-states', { params }));
    for (const state of answer.devices) states.set(state.deviceId, state);
  }
  return states;
}
