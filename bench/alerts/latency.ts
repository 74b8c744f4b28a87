import { setTimeout as sleep } from 'node:timers/promises';
import { openMeasurementQueue } from '@energy/measurements';
import { embeddedEnvironment } from '@energy/testing';
import { type RunningService, startService } from '../http/service.ts';
import { ConnectedClients, type ReceivedAlerts } from './connected-clients.ts';
import { makeHouseholds, makeQuietDevices } from './households.ts';
import { type Published, publishAtRate } from './load.ts';

/** Time between the start of publishing and the first measured reading. */
const WARM_UP_MS = 3_000;
const ALERTS_TIMEOUT_MS = 30_000;
const log = { info() {}, warn: console.error };

export interface LatencyOptions {
  /** Folder of the embedded engines. */
  readonly folder: string;
  readonly brokerUrl: string;
  readonly clients: number;
  readonly readingsPerSecond: number;
  /** Duration of the measurement, after the warm-up. */
  readonly seconds: number;
}

/** Times from publishing a reading to receiving its frame, in milliseconds. */
export interface Latencies {
  readonly alerts: number;
  readonly 'p50, ms': number;
  readonly 'p99, ms': number;
  readonly 'most, ms': number;
}

/** Measures the platform as shipped: projector, query-api and gateway. */
export async function throughPlatform(options: LatencyOptions): Promise<Latencies> {
  const { folder, brokerUrl, clients, readingsPerSecond } = options;
  await makeQueue(brokerUrl);
  const env = { ...embeddedEnvironment(folder), BROKER_URL: brokerUrl, LOG_LEVEL: 'info' };
  const households = await makeHouseholds(clients, env);
  const quiet = await makeQuietDevices(readingsPerSecond, env.READ_MODEL_URL);
  const projector = await startService(
    'projector/main.ts',
    env,
    /Metrics and health are at (http:\/\/[\d.]+:\d+)/,
  );
  const queryApi = await startService('query-api/main.ts', env);
  const gateway = await startService(
    'infra/gateway/main.ts',
    { ...env, QUERY_API_URL: queryApi.url },
    /The platform is at (http:\/\/[\d.]+:\d+)/,
  );
  await untilReady(projector, queryApi);
  return measured(options, {
    url: `${gateway.url}/api/live`,
    tokens: households.map(({ token }) => token),
    loud: households.map(({ deviceId }) => deviceId),
    quiet,
    services: [gateway, queryApi, projector],
  });
}

/** Measures a bare consumer that forwards each reading to its connected client. */
export async function throughBarePath(options: LatencyOptions): Promise<Latencies> {
  const { brokerUrl, clients, readingsPerSecond } = options;
  const ids = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
  const loud = ids(clients);
  await makeQueue(brokerUrl);
  const bare = await startService('bench/alerts/bare-path.ts', { BROKER_URL: brokerUrl });
  return measured(options, {
    url: bare.url,
    tokens: loud,
    loud,
    quiet: ids(readingsPerSecond),
    services: [bare],
  });
}

/** Creates the queue if it does not exist: `waiting` does so. */
async function makeQueue(brokerUrl: string): Promise<void> {
  const queue = openMeasurementQueue(brokerUrl, { log });
  const waiting = await queue.waiting();
  await queue.close();
  if (waiting > 0) throw new Error(`The queue is not empty: ${waiting} messages wait.`);
}

interface Path {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly loud: readonly string[];
  readonly quiet: readonly string[];
  /** In the order in which they are stopped. */
  readonly services: readonly RunningService[];
}

async function measured(options: LatencyOptions, path: Path): Promise<Latencies> {
  const { brokerUrl, readingsPerSecond } = options;
  const seconds = WARM_UP_MS / 1_000 + options.seconds;
  const { loud, quiet, tokens, url, services } = path;
  const queue = openMeasurementQueue(brokerUrl, { log });
  const clients = await ConnectedClients.open({ url: url.replace('http', 'ws'), tokens });
  const published = await publishAtRate({ queue, loud, quiet, readingsPerSecond, seconds });
  const received = await waitForAlerts(clients, published.size);
  await clients.close();
  for (const service of services) await service.stop();
  await queue.close();
  return latencies(published, received);
}

async function untilReady(...services: readonly RunningService[]): Promise<void> {
  for (const { url } of services) {
    while (!(await fetch(`${url}/health/ready`)).ok) await sleep(20);
  }
}

async function waitForAlerts(clients: ConnectedClients, count: number): Promise<ReceivedAlerts> {
  const deadline = performance.now() + ALERTS_TIMEOUT_MS;
  for (;;) {
    const received = await clients.received();
    if (received.length >= count) return received;
    if (performance.now() > deadline) {
      throw new Error(`Only ${received.length} of ${count} alerts were received.`);
    }
    await sleep(200);
  }
}

function latencies(published: Published, received: ReceivedAlerts): Latencies {
  const distinct = new Set(received.map(([key]) => key)).size;
  if (received.length !== published.size || distinct !== received.length) {
    throw new Error(
      `${published.size} alerts should be received once each; ${received.length} were received, ${distinct} different ones.`,
    );
  }
  const from = Math.min(...published.values()) + WARM_UP_MS;
  const sorted = received
    .filter(([key]) => published.get(key)! >= from)
    .map(([key, at]) => at - published.get(key)!)
    .sort((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.ceil(share * sorted.length) - 1]!);
  return { alerts: sorted.length, 'p50, ms': at(0.5), 'p99, ms': at(0.99), 'most, ms': at(1) };
}

function rounded(ms: number): number {
  return Number(ms.toFixed(1));
}
