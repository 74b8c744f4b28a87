import { randomUUID } from 'node:crypto';
import type { Api, Person } from '@energy/testing/api';
import type { Who } from './requests.ts';
import type { Seen } from './seen.ts';

/** The password of everybody who asks. */
export const PASSWORD = 'quiet winter evenings';

type Role = Exclude<Who, 'nobody'>;

interface Session {
  readonly user: { readonly id: string; readonly role: string };
  readonly accessToken: string;
  readonly refreshToken: string;
}

/**
 * Those who ask: an administrator and a client who owns a device. What they ask for may end their own
 * sessions, or themselves: then they sign in again, or somebody else takes their place.
 */
export class People {
  /** Makes them, and asks for nothing else. */
  readonly #administrator: Api;
  readonly #seen: Seen;
  readonly #names = new Map<Who, string>();
  readonly #tokens = new Map<Who, string>();

  constructor({ api }: Person, seen: Seen) {
    this.#administrator = api;
    this.#seen = seen;
  }

  tokenOf(who: Who): string | undefined {
    return this.#tokens.get(who);
  }

  /** Signs somebody in again, or somebody else in the place of who can't. */
  async signIn(who: Role): Promise<void> {
    const name = this.#names.get(who);
    const session = name === undefined ? undefined : await this.#session(name);
    if (session?.user.role === who) this.#hold(who, session);
    else await this.#replace(who);
  }

  async #replace(who: Role): Promise<void> {
    const name = randomUUID();
    const { id } = await this.#ask<{ id: string }>('POST', '/users', { name, role: who });
    const { oneTimePassword } = await this.#ask<{ oneTimePassword: string }>(
      'PUT',
      `/users/${id}/password`,
    );
    await this.#administrator.signIn(name, oneTimePassword, PASSWORD);
    this.#hold(who, (await this.#session(name))!);
    this.#names.set(who, name);
    if (who === 'client') await this.#giveDevice(id);
    this.#seen.note('id of users', id);
    this.#seen.note(`id of ${who}s`, id);
    this.#seen.note('name to sign in with', name);
  }

  #hold(who: Role, { accessToken, refreshToken }: Session): void {
    this.#tokens.set(who, accessToken);
    this.#seen.note('refreshToken', refreshToken);
  }

  async #giveDevice(userId: string): Promise<void> {
    const device = await this.#ask<{ id: string }>('POST', '/devices', {
      description: 'Heat pump',
      address: 'Here',
      maxHourlyConsumption: 2.5,
      timeZone: 'Europe/Brussels',
    });
    const path = `/devices/${device.id}`;
    const { position } = await this.#administrator.request('PUT', `${path}/owner`, { userId });
    await this.#administrator.request('GET', path, undefined, position);
    this.#seen.note('id of devices', device.id);
  }

  async #session(name: string): Promise<Session | undefined> {
    const credentials = { name, password: PASSWORD, delivery: 'body' };
    const answer = await this.#administrator.send('POST', '/session', credentials);
    return answer.ok ? ((await answer.json()) as Session) : undefined;
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    return (await this.#administrator.request<T>(method, path, body)).body;
  }
}
