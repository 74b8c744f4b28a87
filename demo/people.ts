import { randomBytes } from 'node:crypto';
import type { Api } from './api.ts';

/** Somebody of the demo, signed in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly api: Api;
}

/** Signs the first administrator in, who chooses a password. */
export async function signInAdministrator(api: Api, oneTimePassword: string): Promise<Person> {
  return signIn(api, '', 'administrator', oneTimePassword);
}

/** Has an administrator register a client, who then signs in and chooses a password. */
export async function registerClient(administrator: Person, name: string): Promise<Person> {
  const { api } = administrator;
  const { id } = (await api.ask<{ id: string }>('POST', '/users', { name, role: 'client' })).body;
  const { body } = await api.ask<{ oneTimePassword: string }>('PUT', `/users/${id}/password`);
  return signIn(api, id, name, body.oneTimePassword);
}

export interface DeviceRegistration {
  readonly description: string;
  readonly address: string;
  /** In kWh. */
  readonly maxHourlyConsumption: number;
  readonly timeZone: string;
}

/** Has an administrator register a device and assign it to a client; resolves to its id when they see it. */
export async function registerDevice(
  administrator: Person,
  owner: Person,
  device: DeviceRegistration,
): Promise<string> {
  const { id } = (await administrator.api.ask<{ id: string }>('POST', '/devices', device)).body;
  const path = `/devices/${id}`;
  const { position } = await administrator.api.ask('PUT', `${path}/owner`, { userId: owner.id });
  await owner.api.ask('GET', path, undefined, position);
  return id;
}

async function signIn(api: Api, id: string, name: string, oneTimePassword: string) {
  const password = randomBytes(12).toString('base64url');
  return { id, name, password, api: await api.signIn(name, oneTimePassword, password) };
}
