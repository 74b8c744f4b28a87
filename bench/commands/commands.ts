import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openEventStore } from '@energy/event-store';
import { signInAdministrator } from '../http/administrator.ts';
import { type Load, requestsPerSecond } from '../http/load.ts';
import { startService } from '../http/service.ts';

const CONNECTIONS = 8;
const WARM_UP = 2_000;

const device = {
  description: 'Heat pump, cellar',
  address: 'Grote Markt 1, 1000 Brussels',
  maxHourlyConsumption: 2.5,
  timeZone: 'Europe/Brussels',
};

/**
 * commands [--commands 20000]: registrations a second through command-api, against the raw append of
 * the same events and a bare route with the same schema.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { commands: { type: 'string', default: '20000' } },
  });
  const commands = Number(values.commands);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-commands-'));
  try {
    const append = await rawAppends(`sqlite:${folder}/raw.db`, commands);
    const route = await throughRoute(commands);
    const shipped = await throughCommandApi(folder, commands);
    print({ append, route, shipped });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function rawAppends(url: string, commands: number): Promise<number> {
  const store = openEventStore(url, { info() {}, warn: console.error });
  const metadata = {
    actor: { userId: randomUUID(), role: 'administrator' },
    correlationId: randomUUID(),
    causationId: randomUUID(),
    schemaVersion: 1,
  };
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next++ < commands) {
      const event = { id: randomUUID(), type: 'DeviceRegistered', data: device, metadata };
      await store.append(`device-${randomUUID()}`, 'no-stream', [event]);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const perSecond = commands / ((performance.now() - started) / 1_000);
  await store.close();
  return perSecond;
}

async function throughRoute(commands: number): Promise<number> {
  const route = await startService('bench/commands/bare-route.ts', {});
  const headers = { 'content-type': 'application/json' };
  const perSecond = await registrations(`${route.url}/api/devices`, headers, commands);
  route.stop();
  return perSecond;
}

async function throughCommandApi(folder: string, commands: number): Promise<number> {
  const commandApi = await startService('command-api/main.ts', {
    EVENT_STORE_URL: `sqlite:${folder}/events.db`,
    CREDENTIALS_URL: `sqlite:${folder}/credentials.db`,
    COMMAND_API_PORT: '0',
  });
  const headers = await signInAdministrator(commandApi);
  const perSecond = await registrations(`${commandApi.url}/api/devices`, headers, commands);
  commandApi.stop();
  return perSecond;
}

async function registrations(url: string, headers: Load['headers'], requests: number) {
  const text = JSON.stringify(device);
  const load = { url, method: 'POST', headers, connections: CONNECTIONS, body: () => text };
  await requestsPerSecond({ ...load, requests: WARM_UP });
  return requestsPerSecond({ ...load, requests });
}

function print({ append, route, shipped }: Record<'append' | 'route' | 'shipped', number>): void {
  const row = (perSecond: number) => ({
    'commands/s': Math.round(perSecond),
    'command-api is': `${ratio(shipped, perSecond)} ×`,
  });
  console.table({
    'raw append': row(append),
    'bare route': row(route),
    'command-api': row(shipped),
  });
  console.log(
    JSON.stringify({
      bench: 'commands',
      commands_per_second: Math.round(shipped),
      ratio_to_append: ratio(shipped, append),
      ratio_to_route: ratio(shipped, route),
      ratio_to_lower: ratio(shipped, Math.min(append, route)),
    }),
  );
}

function ratio(ours: number, theirs: number): number {
  return Number((ours / theirs).toFixed(2));
}
