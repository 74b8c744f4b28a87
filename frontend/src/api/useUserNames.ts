import { shallowRef, type WatchSource, watch } from 'vue';
import { useApi } from '../session/session-store.ts';
import { dataOf } from './client.ts';

/** What users are called, by their ids, as far as that is known: asked for once each. For administrators. */
export function useUserNames(ids: WatchSource<readonly string[]>) {
  const api = useApi();
  const names = shallowRef<ReadonlyMap<string, string>>(new Map());
  const asked = new Set<string>();

  async function ask(id: string): Promise<void> {
    try {
      const { name } = await dataOf(api.GET('/api/users/{id}', { params: { path: { id } } }));
      names.value = new Map(names.value).set(id, name);
    } catch {
      asked.delete(id); // The next time that it is needed.
    }
  }

  watch(
    ids,
    (all) => {
      const unknown = all.filter((id) => !asked.has(id));
      for (const id of unknown) {
        asked.add(id);
        void ask(id);
      }
    },
    { immediate: true },
  );
  return names;
}
