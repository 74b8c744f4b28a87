import { type Api, dataOf, type User } from '../api/client.ts';
import { contentKey } from '../api/content-key.ts';
import type { DeviceData, LineAction } from './import-plan.ts';

/** The results of a line so far. A line that is executed again continues from them. */
export interface LineResult {
  /** The id of the user or device, once it exists. */
  readonly id?: string;
  readonly oneTimePassword?: string;
}

/** The part of the API that an import calls. */
export type ImportApi = Pick<Api, 'GET' | 'POST' | 'PUT'>;

export interface ExecuteLineOptions {
  readonly api: ImportApi;
  readonly action: LineAction;
  /** The results of an earlier attempt. */
  readonly previous: LineResult;
  readonly wantsPasswords: boolean;
  /** Is called after every step, so that a failed step loses no earlier result. */
  readonly onResult: (result: LineResult) => void;
}

/** The number of records with the same content that imports may have created and people removed. */
const MAX_SPENT_KEYS = 50;

/**
 * Executes the action of a line. Repeating it creates nothing twice.
 *
 * @throws ApiProblem, Unreachable
 */
export async function executeLine(options: ExecuteLineOptions): Promise<void> {
  const { api, action, previous, onResult } = options;
  switch (action.type) {
    case 'create-user': {
      const { name, role } = action;
      const id = previous.id ?? (await createUser(api, { name, role }));
      onResult({ ...previous, id });
      if (!options.wantsPasswords || previous.oneTimePassword) return;
      const params = { path: { id } };
      const { oneTimePassword } = await dataOf(api.PUT('/api/users/{id}/password', { params }));
      onResult({ id, oneTimePassword });
      return;
    }
    case 'create-device': {
      const id = previous.id ?? (await createDevice(api, action.device));
      onResult({ id });
      if (action.ownerId) await assignOwner(api, id, action.ownerId);
      return;
    }
    case 'assign':
      await assignOwner(api, action.id, action.ownerId);
      onResult({ id: action.id });
      return;
    case 'nothing':
    case 'error':
      return;
    default:
      return action satisfies never;
  }
}

async function createUser(api: ImportApi, body: Pick<User, 'name' | 'role'>): Promise<string> {
  return createOnce(['user', body.name, body.role], async (key) => {
    const { id } = await dataOf(api.POST('/api/users', { body, params: idempotencyHeader(key) }));
    const user = await dataOf(api.GET('/api/users/{id}', { params: { path: { id } } }));
    return { id, isRemoved: user.deletedAt !== undefined };
  });
}

async function createDevice(api: ImportApi, { meter, ...device }: DeviceData): Promise<string> {
  const { description, address, maxHourlyConsumption, timeZone } = device;
  const content = ['device', description, address, maxHourlyConsumption, timeZone];
  if (Object.keys(meter).length > 0) content.push(JSON.stringify(meter));
  const body = { ...device, ...meter };
  return createOnce(content, async (key) => {
    const params = idempotencyHeader(key);
    const { id } = await dataOf(api.POST('/api/devices', { body, params }));
    const device = await dataOf(api.GET('/api/devices/{id}', { params: { path: { id } } }));
    return { id, isRemoved: device.decommissionedAt !== undefined };
  });
}

/** Creates a record once. Skips keys whose record has been removed: the server would return that one. */
async function createOnce(
  content: readonly (string | number)[],
  create: (key: string) => Promise<{ id: string; isRemoved: boolean }>,
): Promise<string> {
  for (let spentKeys = 0; spentKeys < MAX_SPENT_KEYS; spentKeys++) {
    const { id, isRemoved } = await create(contentKey(...content, spentKeys));
    if (!isRemoved) return id;
  }
  throw new Error(`The same content was imported and removed ${MAX_SPENT_KEYS} times.`);
}

async function assignOwner(api: ImportApi, id: string, userId: string): Promise<void> {
  await api.PUT('/api/devices/{id}/owner', { params: { path: { id } }, body: { userId } });
}

const idempotencyHeader = (key: string) => ({ header: { 'idempotency-key': key } });
