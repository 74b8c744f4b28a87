import { reactive, type WatchSource, watch } from 'vue';
import { dataOf } from '../api/client.ts';
import { useApi } from '../session/session-store.ts';

/**
 * The names of users by their ids, each loaded once.
 *
 * @param ids whose names are wanted
 */
export function useUserNames(ids: WatchSource<readonly string[]>) {
  const api = useApi();
  const names = reactive(new Map<string, string>());
  const asked = new Set<string>();

  async function load(id: string): Promise<void> {
    if (asked.has(id)) return;
    asked.add(id);
    try {
      const user = await dataOf(api.GET('/api/users/{id}', { params: { path: { id } } }));
      names.set(id, user.name);
    } catch {
      asked.delete(id); // Asked again with the next list; what a row is about is known without it.
    }
  }

  watch(ids, (wanted) => wanted.forEach((id) => void load(id)), { immediate: true });
  return names;
}
