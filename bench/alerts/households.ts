import { randomUUID } from 'node:crypto';
import { openReadModels } from '@energy/read-models';
import type { EmbeddedEnvironment } from '@energy/testing';
import { Sessions } from '../http/sessions.ts';

/** Somebody who is signed in, and the device that will exceed its limit. */
export interface Household {
  readonly deviceId: string;
  readonly token: string;
}

/** Above this an hour exceeds the limit of a device, in µWh. */
export const LIMIT = 1_000_000_000;

/** Puts clients with a session and a device each into the stores; without their passwords’ hashing. */
export async function makeHouseholds(
  count: number,
  engines: EmbeddedEnvironment,
): Promise<Household[]> {
  const sessions = await Sessions.open(engines.CREDENTIALS_URL);
  const households = await Promise.all(
    Array.from({ length: count }, async () => {
      const userId = randomUUID();
      const token = await sessions.begin(userId, 'client');
      return { deviceId: randomUUID(), userId, token };
    }),
  );
  await sessions.close();
  await storeDevices(
    engines.READ_MODEL_URL,
    households.map(({ deviceId, userId }) => ({ id: deviceId, ownerId: userId })),
  );
  return households;
}

/** Puts devices that nobody owns into the read models; resolves to their ids. */
export async function makeQuietDevices(count: number, readModels: string): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  await storeDevices(
    readModels,
    ids.map((id) => ({ id, ownerId: undefined })),
  );
  return ids;
}

async function storeDevices(
  url: string,
  devices: readonly { readonly id: string; readonly ownerId: string | undefined }[],
): Promise<void> {
  const readModels = openReadModels(url);
  await readModels.devices.store(
    devices.map((device) => ({
      ...device,
      description: 'Meter under load',
      address: 'Bench',
      maxHourlyConsumption: LIMIT / 1e9,
      timeZone: 'UTC',
      registeredAt: new Date(0).toISOString(),
      ownerships: device.ownerId
        ? [{ ownerId: device.ownerId, from: 0, until: undefined, last: undefined }]
        : [],
      tariffs: [],
      decommissionedAt: undefined,
      meter: {},
      revision: 0,
    })),
  );
  await readModels.close();
}
