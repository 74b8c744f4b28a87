import { once } from 'node:events';
import { type Reading, writeMeasurement } from '@energy/measurements';
import { eventually, type RunningProcess } from '@energy/testing';
import { type Person, registerClient } from '@energy/testing/api';
import { serviceUrl, TestPlatform } from '@energy/testing/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

const HOUR_MS = 3_600_000;

interface Frame {
  readonly type: string;
  readonly after?: number;
  readonly deviceId?: string;
  readonly alert?: { readonly number: number; readonly deviceId: string };
}

/** A browser's tab: signed in by its cookie, connected through the gateway. */
class Tab {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data))));
  }

  /** Opens until it can: what it is connected to may be away. */
  static async open({ api }: Person, cookie: string, after?: number): Promise<Tab> {
    const { origin, host } = new URL(api.url);
    const query = after === undefined ? '' : `?after=${after}`;
    return eventually(async () => {
      const socket = new WebSocket(`ws://${host}/api/live${query}`, {
        headers: { cookie, origin },
      });
      const tab = new Tab(socket);
      const opened = once(socket, 'open').catch(() => undefined);
      return (await opened) && tab;
    });
  }

  get alerts(): number[] {
    return this.frames.flatMap(({ alert }) => alert?.number ?? []);
  }

  receive(type: string): Promise<Frame> {
    return eventually(() => this.frames.find((frame) => frame.type === type));
  }
}

describe('a live connection to the platform', { timeout: 120_000 }, () => {
  let platform: TestPlatform;
  let queryApi: RunningProcess;
  let administrator: Person;
  let ada: Person;
  let ben: Person;
  let deviceId: string;
  let hours = 0;
  let firstHour: number;

  beforeEach(async () => {
    firstHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    platform = TestPlatform.open();
    ({ administrator, queryApi } = await platform.startBehindGateway());
    ada = await registerClient(administrator, 'Ada');
    ben = await registerClient(administrator, 'Ben');
    deviceId = await registerDeviceOf(ada);
  }, 120_000);
  afterEach(() => platform.close());

  async function registerDeviceOf(owner: Person): Promise<string> {
    const device = {
      description: 'Kettle',
      address: 'Here',
      maxHourlyConsumption: 1,
      timeZone: 'UTC',
    };
    const { body } = await administrator.api.request<{ id: string }>('POST', '/devices', device);
    await assign(owner, body.id);
    return body.id;
  }

  /** Assigns a device; resolves when the read models have the new owner. */
  async function assign({ id: userId }: Person, device = deviceId): Promise<void> {
    const path = `/devices/${device}/owner`;
    const { position } = await administrator.api.request('PUT', path, { userId });
    await administrator.api.request('GET', '/devices', undefined, position);
  }

  /** Publishes a reading that is more than the limit, of an hour that had none yet. */
  async function exceed(device = deviceId): Promise<void> {
    const at = firstHour - ++hours * HOUR_MS;
    const reading: Reading = { deviceId: device, at, energy: 1_000_000_001 };
    await platform.queue.publish([writeMeasurement(reading)]);
  }

  async function cookieOf({ api, name, password }: Person): Promise<string> {
    const response = await api.send('POST', '/session', { name, password });
    const [cookie] = response.headers.getSetCookie();
    return cookie!.split(';', 1)[0]!;
  }

  it('delivers alerts to the owner of now, as long as the session lasts', async () => {
    const [cookie, tab] = await connected(ada);
    const [, other] = await connected(ben);
    await exceed();
    expect((await tab.receive('alert')).alert).toMatchObject({ deviceId });
    const ofBen = await registerDeviceOf(ben);
    await assign(ben);
    await exceed(); // An hour of Ada's time: neither Ben nor Ada receives it.
    await exceed(ofBen);
    expect((await other.receive('alert')).alert).toMatchObject({ deviceId: ofBen });
    await eventually(async () => {
      const { body } = await administrator.api.request<{ alerts: unknown[] }>('GET', '/alerts');
      return body.alerts.length === 3;
    });
    expect([tab.alerts, other.alerts.length]).toEqual([[1], 1]);
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    await fetch(`${ada.api.url}/session`, { method: 'DELETE', headers });
    expect(await tab.closed).toBe(4401);
    await administrator.api.request('DELETE', `/users/${ben.id}`);
    expect(await other.closed).toBe(4401);
  });

  it('misses nothing when a query-api is killed and another takes its place', async () => {
    const [cookie, tab] = await connected(ada);
    await exceed();
    await tab.receive('alert');
    const { port } = new URL(await serviceUrl(queryApi));
    await queryApi.kill();
    expect(await tab.closed).toBe(1006);
    platform.start('query-api/main.ts', { env: { QUERY_API_PORT: port } });
    await exceed();
    await exceed();
    const again = await Tab.open(ada, cookie, tab.alerts.at(-1));
    await eventually(() => again.alerts.length === 2);
    expect([...tab.alerts, ...again.alerts]).toEqual([1, 2, 3]);
  });

  async function connected(person: Person): Promise<[cookie: string, tab: Tab]> {
    const cookie = await cookieOf(person);
    const tab = await Tab.open(person, cookie);
    await tab.receive('hello');
    return [cookie, tab];
  }
});
