import { computed } from 'vue';
import { useApi } from '../session/session-store.ts';
import { dataOf } from './client.ts';
import { useLoaded } from './useLoaded.ts';

/** When users last signed in, by their ids: null for never. */
export function useSignIns(userIds: () => readonly string[]) {
  const api = useApi();
  const { value } = useLoaded(
    () => userIds().join() || undefined,
    (ids, signal) => dataOf(api.GET('/api/sign-ins', { params: { query: { ids } }, signal })),
  );
  return computed(
    () => new Map(value.value?.signIns.map(({ userId, lastSignInAt }) => [userId, lastSignInAt])),
  );
}
