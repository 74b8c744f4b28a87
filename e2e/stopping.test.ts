import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProcess } from '@energy/testing';
import { Api, type Person, signInAdministrator } from '@energy/testing/api';
import { oneTimePassword, serviceUrl, TestPlatform } from '@energy/testing/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CLIENTS = 8;
const STOPS = 3;

let platform: TestPlatform;
let administrator: Person;
let commandApi: RunningProcess;
let gateway: RunningProcess;

beforeEach(async () => {
  platform = TestPlatform.open();
  commandApi = platform.start('command-api/main.ts');
  await startGateway();
  const api = new Api(`${await serviceUrl(gateway)}/api`);
  administrator = await signInAdministrator(api, await oneTimePassword(commandApi));
});

afterEach(() => platform.close());

async function startGateway(): Promise<void> {
  const COMMAND_API_URL = await serviceUrl(commandApi);
  gateway = platform.start('infra/gateway/main.ts', { env: { PORT: '0', COMMAND_API_URL } });
  await serviceUrl(gateway);
}

interface Outcome {
  /** Ids of the devices whose registration was acknowledged. */
  readonly acknowledged: readonly string[];
  /** Statuses of the other responses. */
  readonly refused: readonly number[];
}

/** Registers devices, one after the other, until the server cannot be reached. */
async function registerUntilGone(api: Api): Promise<Outcome> {
  const acknowledged: string[] = [];
  const refused: number[] = [];
  const device = { description: 'D', address: 'A', maxHourlyConsumption: 1, timeZone: 'UTC' };
  for (;;) {
    const response = await api.send('POST', '/devices', device).catch(() => undefined);
    const text = await response?.text().catch(() => undefined);
    if (!response || text === undefined) return { acknowledged, refused };
    if (response.status === 201) acknowledged.push(JSON.parse(text).id);
    else refused.push(response.status);
  }
}

async function registered(): Promise<string[]> {
  const events = platform.eventStore.readAll({ prefixes: ['device-'] });
  return (await Array.fromAsync(events)).map(({ stream }) => stream.slice('device-'.length));
}

/** Stops a process while clients send commands. */
async function stopUnderLoad(api: Api, toStop: RunningProcess): Promise<Outcome> {
  const working = Array.from({ length: CLIENTS }, () => registerUntilGone(api));
  await sleep(100 + Math.random() * 300);
  expect(await toStop.stop()).toBe(0);
  const outcomes = await Promise.all(working);
  return {
    acknowledged: outcomes.flatMap(({ acknowledged }) => acknowledged),
    refused: outcomes.flatMap(({ refused }) => refused),
  };
}

describe('a process that is stopped under load', () => {
  it('command-api has answered every command that it has carried out, and no other', {
    timeout: 90_000,
  }, async () => {
    const acknowledged: string[] = [];
    for (let stops = 0; stops < STOPS; stops++) {
      const api = administrator.api.at(`${await serviceUrl(commandApi)}/api`);
      const outcome = await stopUnderLoad(api, commandApi);
      expect(outcome.refused).toEqual([]);
      acknowledged.push(...outcome.acknowledged);
      expect((await registered()).sort()).toEqual(acknowledged.toSorted());
      commandApi = platform.start('command-api/main.ts');
    }
    expect(acknowledged.length).toBeGreaterThan(STOPS);
  });

  it('the gateway has passed on the answer to every command that it has passed on', {
    timeout: 90_000,
  }, async () => {
    const acknowledged: string[] = [];
    for (let stops = 0; stops < STOPS; stops++) {
      const api = administrator.api.at(`${await serviceUrl(gateway)}/api`);
      const outcome = await stopUnderLoad(api, gateway);
      expect(outcome.refused).toEqual([]);
      acknowledged.push(...outcome.acknowledged);
      expect((await registered()).sort()).toEqual(acknowledged.toSorted());
      await startGateway();
    }
    expect(acknowledged.length).toBeGreaterThan(STOPS);
  });
});
