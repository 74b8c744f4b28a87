import { createPrivateKey, randomUUID } from 'node:crypto';
import { openCredentialStore } from '@energy/credentials';
import { SignIn } from '@energy/http/testing';
import { openReadModels } from '@energy/read-models';

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
  urls: { readonly readModels: string; readonly credentials: string },
): Promise<Household[]> {
  const credentials = openCredentialStore(urls.credentials);
  const signIn = new SignIn();
  const { id: kid, privateKey } = await credentials.signingKey();
  const key = createPrivateKey(privateKey);
  const households = await Promise.all(
    Array.from({ length: count }, async () => {
      const [userId, hash] = [randomUUID(), randomUUID()];
      await credentials.setPassword(userId, { hash, mustChange: false });
      const { session } = (await credentials.startSession(userId, hash))!;
      const claims = { sid: session.id };
      const token = signIn.token('client', { userId, key, header: { kid }, claims });
      return { deviceId: randomUUID(), userId, token };
    }),
  );
  await credentials.close();
  await storeDevices(
    urls.readModels,
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
      decommissionedAt: undefined,
      revision: 0,
    })),
  );
  await readModels.close();
}
