import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { openReadModels } from '@energy/read-models';
import { embeddedEnvironment } from '@energy/testing';
import { administratorHeaders } from '../http/administrator.ts';
import { type RunningService, startService } from '../http/service.ts';
import { registerDevices } from '../ingest/load.ts';
import { fillHistory } from './history.ts';
import { publishUntil, type Stretch } from './ingestion.ts';
import { queryUntil } from './queries.ts';

const DEVICES = 10_000;
const READINGS_PER_SECOND = 1_000;

/**
 * rebuild [--readings 10000000]: the totals of hours rebuilt from stored readings by `energy projections
 * rebuild`, each of them wrong before, while the projector records and query-api is asked for days;
 * against a bare scan that adds the same readings up with nothing else going on.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { readings: { type: 'string', default: '10000000' } },
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-rebuild-'));
  try {
    await measure(folder, Number(values.readings));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, readings: number): Promise<void> {
  const env = embeddedEnvironment(folder);
  const stretch = await fill(env.READ_MODEL_URL, readings);
  const scan = Number(await output('bench/rebuild/scan.ts', [], env));

  const commandApi = await startService('command-api/main.ts', env);
  const headers = await administratorHeaders(commandApi);
  await commandApi.stop();
  const metrics = /Metrics and health are at (http:\/\/[\d.]+:\d+)/;
  const projector = await startService('projector/main.ts', env, metrics);
  const queryApi = await startService('query-api/main.ts', env);

  const done = new AbortController();
  const { signal } = done;
  const publishing = publishUntil(signal, env.BROKER_URL, stretch, READINGS_PER_SECOND);
  const querying = queryUntil(signal, queryApi.url, headers, stretch);
  const started = performance.now();
  await output('cli/main.ts', ['projections', 'rebuild', 'hourly-consumption'], env);
  const seconds = (performance.now() - started) / 1_000;
  done.abort();
  const [published, latencies] = await Promise.all([publishing, querying]);
  await untilRecorded(projector, published);
  await Promise.all([projector.stop(), queryApi.stop()]);
  await expectRight(env.READ_MODEL_URL, stretch.readings + published);
  print({ readings: stretch.readings, seconds, scan, published, latencies });
}

async function fill(url: string, readings: number): Promise<Stretch> {
  const readModels = openReadModels(url);
  await registerDevices(readModels, DEVICES);
  await readModels.close();
  return fillHistory(url, DEVICES, readings);
}

async function output(script: string, args: readonly string[], env: Record<string, string>) {
  const file = path.join(import.meta.dirname, '../..', script);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
  });
  return stdout;
}

async function untilRecorded({ url }: RunningService, published: number): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const recorded = /^energy_projector_readings_total\{[^}]*outcome="recorded"[^}]*\} (\d+)/m;
    if (Number(recorded.exec(metrics)?.[1] ?? 0) >= published) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Checks that every total is right, those of readings recorded during the rebuild included. */
async function expectRight(url: string, readings: number): Promise<void> {
  const { consumption, close } = openReadModels(url);
  let found = 0;
  let after: string | undefined;
  do {
    const reviewed = await consumption.review.next(after);
    const [wrong] = reviewed.wrong;
    if (wrong) throw new Error(`The hour ${wrong.hour} of ${wrong.deviceId} is still wrong.`);
    found += reviewed.readings;
    after = reviewed.end;
  } while (after !== undefined);
  await close();
  if (found !== readings) throw new Error(`There are ${found} readings, not ${readings}.`);
}

interface Measured {
  readonly readings: number;
  readonly seconds: number;
  /** Readings a second. */
  readonly scan: number;
  readonly published: number;
  /** Of each query, in milliseconds, in order. */
  readonly latencies: readonly number[];
}

function print({ readings, seconds, scan, published, latencies }: Measured): void {
  const rate = readings / seconds;
  const ratio = Number((rate / scan).toFixed(2));
  const at = (share: number) =>
    Number(latencies[Math.ceil(share * latencies.length) - 1]!.toFixed(1));
  console.log(
    `${readings} readings of ${DEVICES} devices, each total wrong before; during the rebuild ` +
      `${Math.round(published / seconds)} readings/s recorded, ${latencies.length} queries`,
  );
  console.table({
    'bare scan': { 'readings/s': Math.round(scan), 'the rebuild is': `${ratio} ×` },
    rebuild: { 'readings/s': Math.round(rate), 'the rebuild is': '1 ×' },
  });
  console.table({
    'a day of a device': { 'p50, ms': at(0.5), 'p99, ms': at(0.99), 'most, ms': at(1) },
  });
  console.log(
    JSON.stringify({
      bench: 'rebuild',
      readings_per_second: Math.round(rate),
      ratio_to_scan: ratio,
      query_p99_ms: at(0.99),
    }),
  );
}
