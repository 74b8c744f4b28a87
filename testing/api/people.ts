import { newPassword } from '../passwords.ts';
import type { Api } from './api.ts';

/** A user who is signed in with a chosen password. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  readonly api: Api;
}

/** Signs in the first administrator, who chooses a password. */
export async function signInAdministrator(api: Api, oneTimePassword: string): Promise<Person> {
  return signIn(api, '', 'administrator', oneTimePassword);
}

/** Registers a client, who signs in and chooses a password. */
export async function registerClient(administrator: Person, name: string): Promise<Person> {
  const { api } = administrator;
  const { id } = (await api.request<{ id: string }>('POST', '/users', { name, role: 'client' }))
    .body;
  const { body } = await api.request<{ oneTimePassword: string }>('PUT', `/users/${id}/password`);
  return signIn(api, id, name, body.oneTimePassword);
}

/** Energies in kWh. */
export interface DeviceRegistration {
  readonly description: string;
  readonly address: string;
  readonly maxHourlyConsumption: number;
  readonly timeZone: string;
  readonly flow?: 'consumption' | 'production';
  readonly intervalMinutes?: number;
  /** In kW. */
  readonly maxPower?: number;
}

/** Registers a device and assigns it to a client; resolves to its id when the client sees it. */
export async function registerDevice(
  administrator: Person,
  owner: Person,
  device: DeviceRegistration,
): Promise<string> {
  const { id } = (await administrator.api.request<{ id: string }>('POST', '/devices', device)).body;
  const path = `/devices/${id}`;
  const { position } = await administrator.api.request('PUT', `${path}/owner`, {
    userId: owner.id,
  });
  await owner.api.request('GET', path, undefined, position);
  return id;
}

async function signIn(
  api: Api,
  id: string,
  name: string,
  oneTimePassword: string,
): Promise<Person> {
  const password = newPassword();
  return { id, name, password, api: await api.signIn(name, oneTimePassword, password) };
}
