import { type Api, type Device, dataOf, type User } from '../api/client.ts';
import type { ImportKind } from './columns.ts';
import type { ExistingRecords } from './import-plan.ts';

const PAGE_SIZE = 1_000;

/** Loads all users and, for a file of devices, all devices. */
export async function loadExisting(
  api: Pick<Api, 'GET'>,
  kind: ImportKind,
  signal: AbortSignal,
): Promise<ExistingRecords> {
  const [users, devices] = await Promise.all([
    loadUsers(api, signal),
    kind === 'devices' ? loadDevices(api, signal) : [],
  ]);
  return { users, devices };
}

async function loadUsers(api: Pick<Api, 'GET'>, signal: AbortSignal): Promise<User[]> {
  return loadAllPages(async (after) => {
    const params = { query: { limit: PAGE_SIZE, ...(after && { after }) } };
    const { users, next } = await dataOf(api.GET('/api/users', { params, signal }));
    return { rows: users, next };
  });
}

async function loadDevices(api: Pick<Api, 'GET'>, signal: AbortSignal): Promise<Device[]> {
  return loadAllPages(async (after) => {
    const params = { query: { limit: PAGE_SIZE, ...(after && { after }) } };
    const { devices, next } = await dataOf(api.GET('/api/devices', { params, signal }));
    return { rows: devices, next };
  });
}

async function loadAllPages<Row>(
  loadPage: (after?: string) => Promise<{ rows: readonly Row[]; next: string | null }>,
): Promise<Row[]> {
  const all: Row[] = [];
  let { rows, next } = await loadPage();
  all.push(...rows);
  while (next !== null) {
    ({ rows, next } = await loadPage(next));
    all.push(...rows);
  }
  return all;
}
