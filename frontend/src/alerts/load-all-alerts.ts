import { type Api, dataOf, type ListedAlert } from '../api/client.ts';
import { loadAll } from '../listing/load-all.ts';
import type { AlertFilter } from './useAlertPages.ts';

const MAX_ALERTS = 100_000;
const CONCURRENCY = 8;

/** Loads every alert of a filter, a hundred thousand at most, and the names of their owners. */
export async function loadAllAlerts(api: Api, filter: AlertFilter) {
  const alerts = await loadAll<ListedAlert>(async (page) => {
    const params = { query: { ...page, ...filter } };
    const { alerts: rows, next } = await dataOf(api.GET('/api/alerts', { params }));
    return { rows, next };
  }, MAX_ALERTS);
  const ids = new Set(alerts.flatMap(({ ownerId }) => ownerId ?? []));
  return { alerts, owners: await namesOf(api, [...ids]) };
}

async function namesOf(api: Api, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const remaining = ids.values();
  const work = async () => {
    for (const id of remaining) {
      const user = await dataOf(api.GET('/api/users/{id}', { params: { path: { id } } }));
      names.set(id, user.name);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return names;
}
