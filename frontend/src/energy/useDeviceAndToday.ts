import { computed, type Ref } from 'vue';
import { dataOf } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { dayAt } from '../calendar/day-arithmetic.ts';
import { useNow } from '../calendar/useNow.ts';
import { useApi } from '../session/session-store.ts';

/** Loads a device; `today` is the current day in its time zone. */
export function useDeviceAndToday(id: Ref<string>) {
  const api = useApi();
  const now = useNow();
  const device = useLoaded(id, (deviceId, signal) =>
    dataOf(api.GET('/api/devices/{id}', { params: { path: { id: deviceId } }, signal })),
  );
  const today = computed(() => {
    const loaded = device.value.value;
    return loaded && dayAt(now.value, loaded.timeZone);
  });
  return { device, now, today };
}
