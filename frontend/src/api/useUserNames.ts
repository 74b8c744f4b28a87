import { shallowRef, type WatchSource, watch } from 'vue';
import { loadAll } from '../listing/load-all.ts';
import { useApi } from '../session/session-store.ts';
import { type Api, dataOf, type User } from './client.ts';

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

/** Loads the names of all users by id. For administrators. */
export async function loadUserNames(api: Api): Promise<ReadonlyMap<string, string>> {
  const users = await loadAll<User>(async (query) => {
    const { users: rows, next } = await dataOf(api.GET('/api/users', { params: { query } }));
    return { rows, next };
  });
  return new Map(users.map(({ id, name }) => [id, name]));
}
