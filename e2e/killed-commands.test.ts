import { randomUUID } from 'node:crypto';
import { deviceStream, userNameStream, userStream } from '@energy/domain';
import { type EventStore, openEventStore } from '@energy/event-store';
import { eventually, type RunningProcess, repetitions, silentLog } from '@energy/testing';
import { Api, signInAdministrator } from '@energy/testing/api';
import { oneTimePassword, serviceUrl, TestPlatform } from '@energy/testing/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, HoldingProxy } from './holding-proxy.ts';

const STAND_IN = 'packages/event-store/eventstoredb/testing/main.ts';

/** Age at which a name without a user counts as abandoned; see command-api. */
const NAME_ABANDONED_AFTER_MS = 15_000;

let platform: TestPlatform;
let proxy: HoldingProxy;
let eventStore: EventStore;
let commandApi: RunningProcess;
let url: string;
let authorization: string;

beforeAll(async () => {
  platform = TestPlatform.open();
  const standIn = platform.start(STAND_IN, { args: ['0'] });
  const [storeUrl] = await standIn.waitForOutput(/esdb:\S+/);
  eventStore = openEventStore(storeUrl, silentLog);
  proxy = await HoldingProxy.start(`http://${new URL(storeUrl).host}`);
  const started = await start();
  const api = new Api(`${url}/api`);
  const { name, password } = await signInAdministrator(api, await oneTimePassword(started));
  const credentials = { name, password, delivery: 'body' };
  const { body } = await api.request<{ accessToken: string }>('POST', '/session', credentials);
  authorization = `Bearer ${body.accessToken}`;
}, 60_000);

afterAll(async () => {
  await platform.close();
  await proxy.close();
  await eventStore.close();
});

/** Starts command-api on the event store behind the proxy. */
async function start() {
  const started = platform.start('command-api/main.ts', { env: { EVENT_STORE_URL: proxy.url } });
  commandApi = started;
  url = await serviceUrl(started);
  return started;
}

interface Reply {
  readonly status: number;
  readonly body: { readonly id: string; readonly type: string };
}

/** Sends a command as the administrator; the same idempotency key means the same command. */
async function send(method: string, path: string, body?: object, key?: string): Promise<Reply> {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: {
      authorization,
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/**
 * Sends a command, kills command-api at one of the resulting appends, and starts it again.
 *
 * @returns true if the command was answered before that
 */
async function killedAt(append: number, cut: Cut, command: () => Promise<unknown>) {
  const isHeld = proxy.holdAppendsAfter(append, cut);
  const outcome = command().then(
    () => 'answered' as const,
    () => 'cut off' as const,
  );
  await isHeld;
  await commandApi.kill();
  proxy.answerAll();
  await start();
  return outcome;
}

async function story(stream: string): Promise<readonly string[]> {
  return (await Array.fromAsync(eventStore.readStream(stream))).map(({ type }) => type);
}

/** Ids of the users who were registered under a name. */
async function registeredAs(name: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { type, data, stream } of eventStore.readAll({ prefixes: [userStream('')] })) {
    if (type === 'UserRegistered' && (data as { name: string }).name === name) ids.push(stream);
  }
  return ids;
}

describe('a registration whose process is killed', () => {
  const register = (name: string, key = randomUUID()) =>
    send('POST', '/users', { name, role: 'client' }, key);

  // Registering appends the name, then the user.
  it.each([
    [0, 'before', [], 0],
    [0, 'after', ['UserNameTaken'], 0],
    [1, 'before', ['UserNameTaken'], 0],
    [1, 'after', ['UserNameTaken'], 1],
  ] as const)(
    'at append %i, %s it is stored, is whole or not at all, and done when sent again',
    async (append, cut, taken, users) => {
      const name = randomUUID();
      const key = randomUUID();
      expect(await killedAt(append, cut, () => register(name, key))).toBe('cut off');
      expect(await story(userNameStream(name))).toEqual(taken);
      expect(await registeredAs(name)).toHaveLength(users);

      const { status, body } = await register(name, key);
      expect(status).toBe(201);
      expect(await register(name, key)).toEqual({ status, body });
      expect(await registeredAs(name)).toEqual([userStream(body.id)]);
      expect(await story(userStream(body.id))).toEqual(['UserRegistered']);
      // The retry may have reserved the name again, so that it does not count as abandoned.
      const names = await Array.fromAsync(eventStore.readStream(userNameStream(name)));
      expect(names.at(-1)).toMatchObject({ type: 'UserNameTaken', data: { userId: body.id } });
    },
  );

  it('leaves its name to others after a while', { timeout: 90_000 }, async () => {
    const name = randomUUID();
    const key = randomUUID();
    await killedAt(1, 'before', () => register(name, key));
    const other = await eventually(async () => {
      const reply = await register(name);
      if (reply.status === 201) return reply;
      expect(reply.body.type).toBe('urn:energy:problem:name-taken');
      return undefined;
    }, 2 * NAME_ABANDONED_AFTER_MS);
    // However long command-api took to start.
    const [abandoned, taken] = await Array.fromAsync(eventStore.readStream(userNameStream(name)));
    const age = Date.parse(taken!.recordedAt) - Date.parse(abandoned!.recordedAt);
    expect(age).toBeGreaterThanOrEqual(NAME_ABANDONED_AFTER_MS);
    expect(await register(name, key)).toMatchObject({ status: 409 });
    expect(await registeredAs(name)).toEqual([userStream(other.body.id)]);
  });
});

describe('a change of a password whose process is killed', () => {
  it.each(['before', 'after'] as const)('%s its event is stored is recorded once', async (cut) => {
    const user = { name: randomUUID(), role: 'client' };
    const { id } = (await send('POST', '/users', user)).body;
    await killedAt(0, cut, () => send('PUT', `/users/${id}/password`));
    const recorded = ['UserRegistered', 'UserPasswordChanged'];
    await eventually(async () => (await story(userStream(id))).length >= recorded.length);
    expect((await send('PUT', `/users/${id}/password`)).status).toBe(200);
    expect(await story(userStream(id))).toEqual([...recorded, 'UserPasswordChanged']);
  });
});

describe('a deletion whose process is killed', () => {
  const DEVICES = 3;

  // Deleting appends the deletion of the user; after that, in any order, the release of the name and the
  // policy's unassignment of each device.
  const appends = repetitions({ quick: 2, thorough: 2 + DEVICES });
  it.each(Array.from({ length: appends }, (_, append) => append))(
    'at append %i leaves no device with who is no more',
    { timeout: 60_000 },
    async (append) => {
      const name = randomUUID();
      const { id } = (await send('POST', '/users', { name, role: 'client' })).body;
      const devices: string[] = [];
      for (let n = 0; n < DEVICES; n++) {
        const device = { description: 'Meter', address: 'Here', maxHourlyConsumption: 1 };
        const { body } = await send('POST', '/devices', { ...device, timeZone: 'UTC' });
        await send('PUT', `/devices/${body.id}/owner`, { userId: id });
        devices.push(body.id);
      }
      await killedAt(append, 'before', () => send('DELETE', `/users/${id}`));
      const isDeleted = (await story(userStream(id))).includes('UserDeleted');
      expect(isDeleted).toBe(append > 0);

      // Sent again if the user was not deleted; otherwise command-api continues by itself.
      if (!isDeleted) expect((await send('DELETE', `/users/${id}`)).status).toBe(204);
      for (const device of devices) {
        await eventually(async () => (await story(deviceStream(device))).length === 3);
        expect((await story(deviceStream(device))).at(-1)).toBe('DeviceUnassigned');
      }
      expect((await send('POST', '/users', { name, role: 'client' })).status).toBe(201);
    },
  );
});
