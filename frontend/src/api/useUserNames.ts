import { shallowRef, type WatchSource, watch } from 'vue';
import { useApi } from '../session/session-store.ts';
import { dataOf } from './client.ts';

/** Loads the names of users by id, each once. For administrators. */
export function useUserNames(ids: WatchSource<readonly string[]>) {
  const api = useApi();
  const names = shallowRef<ReadonlyMap<string, string>>(new Map());
  const requested = new Set<string>();

  async function loadName(id: string): Promise<void> {
    try {
      const { name } = await dataOf(api.GET('/api/users/{id}', { params: { path: { id } } }));
      names.value = new Map(names.value).set(id, name);
    } catch {
      requested.delete(id); // Loaded when it is needed again.
    }
  }

  watch(
    ids,
    (all) => {
      const unknown = all.filter((id) => !requested.has(id));
      for (const id of unknown) {
        requested.add(id);
        void loadName(id);
      }
    },
    { immediate: true },
  );
  return names;
}
