import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type EventStore, openEventStore } from '@energy/event-store';
import { embeddedEnvironment } from '@energy/testing';
import { administratorHeaders } from '../http/administrator.ts';
import { type Load, requestsPerSecond } from '../http/load.ts';
import { startService } from '../http/service.ts';
import { inTurns, type Measured } from '../http/turns.ts';

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
  const store = openEventStore(`sqlite:${folder}/raw.db`, { info() {}, warn: console.error });
  const bareRoute = await startService('bench/commands/bare-route.ts', {});
  const commandApi = await startService('command-api/main.ts', embeddedEnvironment(folder));
  try {
    const json = { 'content-type': 'application/json' };
    const route = await warm(`${bareRoute.url}/api/devices`, json);
    const headers = await administratorHeaders(commandApi);
    const shipped = await warm(`${commandApi.url}/api/devices`, headers);
    const append: Measured = (times) => appendsPerSecond(store, times);
    print(await inTurns(commands, { append, route, shipped }));
  } finally {
    await Promise.all([store.close(), bareRoute.stop(), commandApi.stop()]);
    await rm(folder, { recursive: true });
  }
}

/** The same events, straight to the store. */
async function appendsPerSecond(store: EventStore, appends: number): Promise<number> {
  const metadata = {
    actor: { userId: randomUUID(), role: 'administrator' },
    correlationId: randomUUID(),
    causationId: randomUUID(),
    schemaVersion: 1,
  };
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next++ < appends) {
      const event = { id: randomUUIDv7(), type: 'DeviceRegistered', data: device, metadata };
      await store.append(`device-${randomUUIDv7()}`, 'no-stream', [event]);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return appends / ((performance.now() - started) / 1_000);
}

/** Registrations at a URL that has been asked often enough to be as fast as it gets. */
async function warm(url: string, headers: Load['headers']): Promise<Measured> {
  const text = JSON.stringify(device);
  const load = { url, method: 'POST', headers, connections: CONNECTIONS, body: () => text };
  await requestsPerSecond({ ...load, requests: WARM_UP });
  return (times) => requestsPerSecond({ ...load, requests: times });
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
