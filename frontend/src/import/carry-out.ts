import { type Api, type Device, dataOf, type User } from '../api/client.ts';
import { contentKey } from '../api/content-key.ts';
import type { LineAction } from './import-plan.ts';

/** What carrying out a line has led to so far: a line that is carried out again goes on from there. */
export interface LineResult {
  /** The id of the user or device, once there is one. */
  readonly id?: string;
  readonly oneTimePassword?: string;
}

/** What of the API an import needs. */
export type ImportApi = Pick<Api, 'GET' | 'POST' | 'PUT'>;

/** So many things of the same content may have been made by imports and be gone since. */
const MOST_SPENT_KEYS = 50;

/**
 * Carries out what a line will do. It may be sent twice: what was made once is not made again.
 *
 * @param before what it has led to so far
 * @param onResult is told of every step, so that nothing is forgotten where the next one fails
 * @throws ApiProblem, Unreachable
 */
export async function carryOut(
  api: ImportApi,
  action: LineAction,
  before: LineResult,
  options: { readonly wantsPasswords: boolean; readonly onResult: (result: LineResult) => void },
): Promise<void> {
  const { onResult, wantsPasswords } = options;
  switch (action.type) {
    case 'create-user': {
      const { name, role } = action;
      const id = before.id ?? (await makeUser(api, { name, role }));
      onResult({ ...before, id });
      if (!wantsPasswords || before.oneTimePassword) return;
      const params = { path: { id } };
      const { oneTimePassword } = await dataOf(api.PUT('/api/users/{id}/password', { params }));
      onResult({ id, oneTimePassword });
      return;
    }
    case 'create-device': {
      const id = before.id ?? (await makeDevice(api, action.device));
      onResult({ id });
      if (action.ownerId) await assign(api, id, action.ownerId);
      return;
    }
    case 'assign':
      await assign(api, action.id, action.ownerId);
      onResult({ id: action.id });
      return;
    case 'nothing':
    case 'error':
      return;
    default:
      return action satisfies never;
  }
}

async function makeUser(api: ImportApi, body: Pick<User, 'name' | 'role'>): Promise<string> {
  return made(['user', body.name, body.role], async (key) => {
    const { id } = await dataOf(api.POST('/api/users', { body, params: headers(key) }));
    const user = await dataOf(api.GET('/api/users/{id}', { params: { path: { id } } }));
    return { id, isGone: user.deletedAt !== undefined };
  });
}

async function makeDevice(
  api: ImportApi,
  body: Pick<Device, 'description' | 'address' | 'maxHourlyConsumption' | 'timeZone'>,
): Promise<string> {
  const { description, address, maxHourlyConsumption, timeZone } = body;
  const content = ['device', description, address, maxHourlyConsumption, timeZone];
  return made(content, async (key) => {
    const { id } = await dataOf(api.POST('/api/devices', { body, params: headers(key) }));
    const device = await dataOf(api.GET('/api/devices/{id}', { params: { path: { id } } }));
    return { id, isGone: device.decommissionedAt !== undefined };
  });
}

/** A key that once made what is gone since makes nothing new: then the next one does. */
async function made(
  content: readonly (string | number)[],
  make: (key: string) => Promise<{ id: string; isGone: boolean }>,
): Promise<string> {
  for (let spent = 0; spent < MOST_SPENT_KEYS; spent++) {
    const { id, isGone } = await make(contentKey(...content, spent));
    if (!isGone) return id;
  }
  throw new Error('The same was imported and removed too often.');
}

async function assign(api: ImportApi, id: string, userId: string): Promise<void> {
  await api.PUT('/api/devices/{id}/owner', { params: { path: { id } }, body: { userId } });
}

const headers = (key: string) => ({ header: { 'idempotency-key': key } });
