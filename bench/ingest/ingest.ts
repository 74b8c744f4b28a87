import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { openMeasurementQueue } from '@energy/measurements';
import { openReadModels } from '@energy/read-models';
import { publishReadings, registerDevices } from './load.ts';
import { type Stores, storesFor } from './stores.ts';

/** As many as take seconds. */
const NAIVE_READINGS = { sqlite: 5_000, mongodb: 500 } as const;
const log = { info() {}, warn: console.error };

interface Measured {
  readingsPerSecond: number;
  peakRssMb: number;
}

/**
 * ingest [--devices 10000] [--readings 200000]: the projector against the queue and the store alone. On
 * the engines that BROKER_URL and READ_MODEL_URL name; of a MongoDB it uses databases of its own.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '10000' },
      readings: { type: 'string', default: '200000' },
    },
  });
  const devices = Number(values.devices);
  const readings = Number(values.readings);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-ingest-'));
  const stores = storesFor(process.env.READ_MODEL_URL, folder);
  try {
    await measureAll(folder, stores, devices, readings);
  } finally {
    await stores.remove();
    await rm(folder, { recursive: true });
  }
}

async function measureAll(
  folder: string,
  stores: Stores,
  devices: number,
  readings: number,
): Promise<void> {
  const brokerUrl = process.env.BROKER_URL || `sqlite:${folder}/broker.db`;
  const environment = { ...process.env, BROKER_URL: brokerUrl };
  const fill = (count: number) => fillQueue(brokerUrl, devices, count);
  const drain = async (shape: string, count: number) => {
    await fill(count);
    return drainIn({ ...environment, READ_MODEL_URL: stores.url(shape) }, shape, count);
  };

  const raw = await drain('raw', readings);
  const bare = await drain('bare', readings);
  const naive = await drain('naive', Math.min(NAIVE_READINGS[stores.engine], readings));
  const readModelUrl = stores.url('read-models');
  await prepareDevices(readModelUrl, devices);
  await fill(readings);
  const shipped = await measureProjector(
    {
      ...environment,
      EVENT_STORE_URL: `sqlite:${folder}/events.db`,
      READ_MODEL_URL: readModelUrl,
      PROJECTOR_PORT: '0',
      LOG_FORMAT: 'json',
    },
    readings,
  );

  const isMongo = stores.engine === 'mongodb';
  const engines = `from ${brokerUrl.split(':')[0]} to ${stores.engine}`;
  console.log(`${readings} readings of ${devices} devices ${engines}`);
  console.table({
    '(a) raw drain': row(raw),
    [isMongo ? '(b) raw bulkWrite' : '(b) bare limit']: row(bare),
    '(c) naive shape': row(naive),
    '(d) projector': row(shipped.readingsPerSecond),
  });
  console.log(
    JSON.stringify({
      bench: 'ingest',
      devices,
      readings_per_second: Math.round(shipped.readingsPerSecond),
      ratio_to_raw_drain: ratio(shipped.readingsPerSecond, raw),
      ratio_to_bare: ratio(shipped.readingsPerSecond, bare),
      ...(isMongo && { ratio_to_bulk_write: ratio(shipped.readingsPerSecond, bare) }),
      ratio_to_naive: ratio(shipped.readingsPerSecond, naive),
      peak_rss_mb: Math.round(shipped.peakRssMb),
    }),
  );

  function row(perSecond: number) {
    return {
      'readings/s': Math.round(perSecond),
      '(d) is': `${ratio(shipped.readingsPerSecond, perSecond)} ×`,
    };
  }
}

async function fillQueue(url: string, devices: number, readings: number): Promise<void> {
  const queue = openMeasurementQueue(url, { log });
  try {
    // Makes the queue where it is not there yet, before anything is asked of it.
    await queue.publish([]);
    const waiting = await queue.waiting();
    if (waiting > 0) throw new Error(`The queue at ${url} is not empty: ${waiting} messages wait.`);
    await publishReadings(queue, devices, readings);
  } finally {
    await queue.close();
  }
}

async function drainIn(env: NodeJS.ProcessEnv, shape: string, count: number): Promise<number> {
  const script = path.join(import.meta.dirname, 'drain.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, shape, String(count)], {
    env,
  });
  return Number(stdout);
}

async function prepareDevices(url: string, devices: number): Promise<void> {
  const readModels = openReadModels(url);
  await registerDevices(readModels, devices);
  await readModels.close();
}

/** Runs the projector as it is shipped until it has recorded everything. */
async function measureProjector(env: NodeJS.ProcessEnv, readings: number): Promise<Measured> {
  const script = path.join(import.meta.dirname, '../../projector/main.ts');
  const projector = spawn(process.execPath, [script], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const metricsUrl = await startOfRecording(projector.stdout);
    const started = performance.now();
    let recorded = 0;
    while (recorded < readings) {
      await sleep(50);
      recorded = recordedReadings(await (await fetch(metricsUrl)).text());
    }
    const seconds = (performance.now() - started) / 1_000;
    const status = readFileSync(`/proc/${projector.pid}/status`, 'utf8');
    const peakRssMb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
    return { readingsPerSecond: readings / seconds, peakRssMb };
  } finally {
    projector.kill('SIGTERM');
  }
}

/** Resolves when the projector begins to record; to the address of its metrics. */
function startOfRecording(stdout: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  stdout.on('data', (chunk) => {
    text += chunk;
    const address = /Metrics and health are at (http:[^"\s]+)\./.exec(text)?.[1];
    if (address && text.includes('recording begins')) resolve(`${address}/metrics`);
  });
  stdout.on('end', () => reject(new Error(`The projector ended too early: ${text}`)));
  return promise;
}

function recordedReadings(metrics: string): number {
  const counts = metrics.matchAll(/^energy_projector_readings_total\{[^}]*\} (\d+)/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

function ratio(ours: number, theirs: number): number {
  return Number((ours / theirs).toFixed(2));
}
