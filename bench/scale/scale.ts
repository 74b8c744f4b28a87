import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type EventStore, openEventStore } from '@energy/event-store';
import { embeddedEnvironment } from '@energy/testing';
import { Sessions } from '../http/sessions.ts';
import { appendHistory, type HistorySize, historySize, ownerId } from './history.ts';
import { type Latency, measureLatencies, type RequestKind } from './requests.ts';
import { type ServiceName, type Start, StartedServices } from './started-services.ts';

const log = { info() {}, warn: console.error };

interface Measured {
  readonly size: HistorySize;
  /** Time of reading all events and doing nothing with them. */
  readonly readMs: number;
  readonly first: Start;
  readonly second: Start;
  readonly latencies: Readonly<Record<RequestKind, Latency>>;
}

/**
 * scale [--devices 100000] [--requests 500]: one of each service on a history of so many devices with owners. The first
 * start replays everything; the second continues. Compare with a run of 1,000 devices.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '100000' },
      requests: { type: 'string', default: '500' },
    },
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-scale-'));
  try {
    print(await measure(folder, historySize(Number(values.devices)), Number(values.requests)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, size: HistorySize, requests: number): Promise<Measured> {
  const env = { ...embeddedEnvironment(folder), FIRST_PASSWORD_FILE: `${folder}/first-password` };
  const store = openEventStore(env.EVENT_STORE_URL, log);
  await appendHistory(store, size);
  const readMs = await readTime(store, size.events);
  await store.close();
  console.error(`${size.events} events of ${size.devices} devices are stored.`);
  const started = await StartedServices.start(env);
  await started.stop();
  console.error('The services have started once.');
  const services = await StartedServices.start(env);
  const headers = await administratorHeaders(env.CREDENTIALS_URL);
  const latencies = await measureLatencies({ services, size, headers, requests });
  await services.stop();
  return { size, readMs, first: started.start, second: services.start, latencies };
}

/** Reads everything, as the store gives it; resolves to the duration in milliseconds. */
async function readTime(store: EventStore, events: number): Promise<number> {
  const startedAt = performance.now();
  let read = 0;
  for await (const _ of store.readAll()) read += 1;
  if (read !== events) throw new Error(`There are ${read} events, not ${events}.`);
  return performance.now() - startedAt;
}

async function administratorHeaders(credentialsUrl: string): Promise<Record<string, string>> {
  const sessions = await Sessions.open(credentialsUrl);
  try {
    // The session is looked up, and the role is the token's.
    const token = await sessions.begin(ownerId(0), 'administrator');
    return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  } finally {
    await sessions.close();
  }
}

function print({ size, readMs, first, second, latencies }: Measured): void {
  console.log(`${size.events} events of ${size.devices} devices and ${size.owners} owners`);
  const names = Object.keys(first.readyMs) as ServiceName[];
  console.table(
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          'first start, ready ms': first.readyMs[name],
          'memory, MB': first.megabytes[name],
          'second start, ready ms': second.readyMs[name],
          'then, MB': second.megabytes[name],
        },
      ]),
    ),
  );
  console.table(latencies);
  const replayMs = Math.max(...Object.values(first.readyMs));
  const ready = Math.max(...Object.values(second.readyMs));
  console.log(
    JSON.stringify({
      bench: 'scale',
      devices: size.devices,
      command_api_mb: second.megabytes['command-api'],
      projector_mb: second.megabytes.projector,
      chat_mb: second.megabytes['chat-grpc'],
      query_api_mb: second.megabytes['query-api'],
      first_command_api_mb: first.megabytes['command-api'],
      first_projector_mb: first.megabytes.projector,
      ready_ms: ready,
      first_ready_ms: replayMs,
      // The start itself, without a replay, is no part of it.
      replay_ratio_to_read: Number((readMs / Math.max(1, replayMs - ready)).toFixed(2)),
      command_p99_ms: latencies.command.p99,
      list_p99_ms: latencies.list.p99,
      search_p99_ms: latencies.search.p99,
      short_search_p99_ms: latencies.shortSearch.p99,
      day_p99_ms: latencies.day.p99,
    }),
  );
}
