import { type Api, type Device, dataOf, type User } from '../api/client.ts';
import type { ImportKind } from './columns.ts';
import type { Existing } from './import-plan.ts';

const PAGE = 1_000;

/** All that there is already which a file of a kind may be about. */
export async function existing(
  api: Pick<Api, 'GET'>,
  kind: ImportKind,
  signal: AbortSignal,
): Promise<Existing> {
  const [users, devices] = await Promise.all([
    allUsers(api, signal),
    kind === 'devices' ? allDevices(api, signal) : [],
  ]);
  return { users, devices };
}

async function allUsers(api: Pick<Api, 'GET'>, signal: AbortSignal): Promise<User[]> {
  return everyPage(async (after) => {
    const params = { query: { limit: PAGE, ...(after && { after }) } };
    const { users, next } = await dataOf(api.GET('/api/users', { params, signal }));
    return { rows: users, next };
  });
}

async function allDevices(api: Pick<Api, 'GET'>, signal: AbortSignal): Promise<Device[]> {
  return everyPage(async (after) => {
    const params = { query: { limit: PAGE, ...(after && { after }) } };
    const { devices, next } = await dataOf(api.GET('/api/devices', { params, signal }));
    return { rows: devices, next };
  });
}

async function everyPage<Row>(
  load: (after?: string) => Promise<{ rows: readonly Row[]; next: string | null }>,
): Promise<Row[]> {
  const all: Row[] = [];
  let { rows, next } = await load();
  all.push(...rows);
  while (next !== null) {
    ({ rows, next } = await load(next));
    all.push(...rows);
  }
  return all;
}
