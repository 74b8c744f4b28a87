import { writeMeasurement } from '@energy/measurements';
import { eventually, type RunningProcess } from '@energy/testing';
import {
  Api,
  type LiveConnection,
  type Person,
  registerClient,
  signInAdministrator,
} from '@energy/testing/api';
import { oneTimePassword, serviceUrl, type TestPlatform } from '@energy/testing/platform';
import { expect } from 'vitest';

const HOUR_MS = 3_600_000;
const INTERVAL_MS = 600_000;
/** In µWh. */
const QUARTER_KWH = 250_000_000;
const DEVICES = 10;
const DEVICE = { description: 'Meter', address: 'Here', timeZone: 'UTC' };

/** Interchangeable processes of one service. */
interface Kind {
  readonly processes: readonly RunningProcess[];
  /** API URL of each process, in the same order. */
  readonly urls: readonly string[];
}

/**
 * Checks that two processes of each service on the same engines behave as one, and that each continues when
 * the other one is killed.
 */
export async function behavesAsOne(platform: TestPlatform): Promise<void> {
  const commands = await startTwo(platform, 'command-api/main.ts');
  const queries = await startTwo(platform, 'query-api/main.ts');
  const projectors = [await platform.startProjector(), await platform.startProjector()];
  const administrator = await firstAdministrator(commands);
  const ada = await registerClient(administrator, 'Ada');

  await namesAreGivenOnce(administrator, commands);
  const devices = await devicesAreSeenEverywhere(administrator, ada, commands, queries);
  await hoursAreRecordedAndToldOnce(platform, ada, devices, queries);
  await lateOnesCatchUp(platform, ada, devices);
  for (const one of [commands.processes[0]!, queries.processes[0]!, projectors[0]!]) {
    await one.kill();
  }
  await theOthersGoOn(platform, administrator, ada, commands.urls[1]!, queries.urls[1]!);
  await signingOutIsSigningOutEverywhere(ada, commands.urls[1]!, queries.urls[1]!);
}

async function startTwo(platform: TestPlatform, script: string): Promise<Kind> {
  const processes = [platform.start(script), platform.start(script)];
  return { processes, urls: await Promise.all(processes.map(apiOf)) };
}

/** Checks that only one of two processes that start together creates the first administrator. */
async function firstAdministrator({ processes, urls }: Kind): Promise<Person> {
  const password = await Promise.race(processes.map(oneTimePassword));
  const announcing = processes.filter(({ output }) => output.includes('one-time password'));
  expect(announcing).toHaveLength(1);
  return signInAdministrator(new Api(urls[0]!), password);
}

async function namesAreGivenOnce({ api }: Person, { urls }: Kind): Promise<void> {
  const registrations = urls.map((url) =>
    api.at(url).send('POST', '/users', { name: 'Twin', role: 'client' }),
  );
  const statuses = (await Promise.all(registrations)).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([201, 409]);
}

/** Checks that a write at either process is readable at both, at its position. */
async function devicesAreSeenEverywhere(
  { api }: Person,
  ada: Person,
  commands: Kind,
  queries: Kind,
): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < DEVICES; number++) {
    const [one, other] = inEitherOrder(commands.urls, number);
    const device = { ...DEVICE, maxHourlyConsumption: 1 };
    const { body } = await api.at(one).request<{ id: string }>('POST', '/devices', device);
    const path = `/devices/${body.id}`;
    const owner = { userId: ada.id };
    const { position } = await api.at(other).request('PUT', `${path}/owner`, owner);
    for (const url of queries.urls) {
      const seen = await ada.api.at(url).request<{ id: string }>('GET', path, undefined, position);
      expect(seen.body.id).toBe(body.id);
    }
    ids.push(body.id);
  }
  return ids;
}

/** Checks the totals of readings that two projectors share; every fifth reading is sent twice. */
async function hoursAreRecordedAndToldOnce(
  platform: TestPlatform,
  { api }: Person,
  devices: readonly string[],
  queries: Kind,
): Promise<void> {
  const tabs = await Promise.all(queries.urls.map((url) => api.at(url).live()));
  const hour = thisHour() - HOUR_MS;
  const times = Array.from({ length: 6 }, (_, index) => hour + index * INTERVAL_MS);
  const readings = times.flatMap((at) => devices.map((device) => ({ device, at })));
  for (const [index, { device, at }] of readings.entries()) {
    const message = writeMeasurement({ deviceId: device, at, energy: QUARTER_KWH });
    await platform.queue.publish(index % 5 === 0 ? [message, message] : [message]);
  }
  const day = new Date(hour).toISOString().slice(0, 10);
  const start = new Date(hour).toISOString();
  await eventually(async () => {
    const days = devices.map((id, n) => api.at(queries.urls[n % 2]!).consumption(id, day));
    const hours = (await Promise.all(days)).map(({ hours }) =>
      hours.find((h) => h.start === start),
    );
    return hours.every((each) => each?.readings === 6 && each.energy === 1.5);
  });
  for (const tab of tabs) await alertsOf(tab, devices);
}

/** Expects one alert for each device, each published once, in the order of their numbers. */
async function alertsOf(tab: LiveConnection, devices: readonly string[]): Promise<void> {
  const alerts = () => tab.frames.flatMap(({ alert }) => alert ?? []);
  await eventually(() => alerts().length >= devices.length);
  expect(
    alerts()
      .map(({ deviceId }) => deviceId)
      .toSorted(),
  ).toEqual(devices.toSorted());
  const numbers = alerts().map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  tab.close();
}

async function lateOnesCatchUp(
  platform: TestPlatform,
  { api }: Person,
  devices: readonly string[],
): Promise<void> {
  const late = api.at(await apiOf(platform.start('query-api/main.ts')));
  const { body } = await late.request<{ devices: readonly { id: string }[] }>('GET', '/devices');
  expect(body.devices.map(({ id }) => id).toSorted()).toEqual(devices.toSorted());
  await platform.startProjector();
}

async function theOthersGoOn(
  platform: TestPlatform,
  administrator: Person,
  ada: Person,
  commandApi: string,
  queryApi: string,
): Promise<void> {
  const boss = { ...administrator, api: administrator.api.at(commandApi) };
  const device = { ...DEVICE, maxHourlyConsumption: 1 };
  const { body, position } = await boss.api.request<{ id: string }>('POST', '/devices', device);
  await boss.api.at(queryApi).request('GET', `/devices/${body.id}`, undefined, position);
  await boss.api.request('PUT', `/devices/${body.id}/owner`, { userId: ada.id });
  const at = thisHour();
  await platform.queue.publish([
    writeMeasurement({ deviceId: body.id, at, energy: 2 * QUARTER_KWH }),
  ]);
  const day = new Date(at).toISOString().slice(0, 10);
  const total = async () => (await boss.api.at(queryApi).consumption(body.id, day)).total === 0.5;
  await eventually(total);
}

/** Checks that signing out at one process invalidates the token at all of them at once. */
async function signingOutIsSigningOutEverywhere(
  { name, password }: Person,
  commandApi: string,
  queryApi: string,
): Promise<void> {
  const credentials = { name, password, delivery: 'body' };
  const { body } = await new Api(commandApi).request<{ accessToken: string }>(
    'POST',
    '/session',
    credentials,
  );
  const session = new Api(queryApi, body);
  expect((await session.send('GET', '/devices')).status).toBe(200);
  await session.at(commandApi).request('DELETE', '/session');
  expect((await session.send('GET', '/devices')).status).toBe(401);
}

async function apiOf(service: RunningProcess): Promise<string> {
  return `${await serviceUrl(service)}/api`;
}

function inEitherOrder([one, other]: readonly string[], number: number): [string, string] {
  return number % 2 === 0 ? [one!, other!] : [other!, one!];
}

function thisHour(): number {
  return Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
}
