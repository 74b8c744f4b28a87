import { computed } from 'vue';
import { dataOf } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { useApi } from '../session/session-store.ts';

/** All tariffs, retired ones last. */
export function useTariffs() {
  const api = useApi();
  const { value, error, reload } = useLoaded(
    () => true,
    (_source, signal) => dataOf(api.GET('/api/tariffs', { signal })),
  );
  const tariffs = computed(() => value.value?.tariffs);
  return { tariffs, error, reload };
}
