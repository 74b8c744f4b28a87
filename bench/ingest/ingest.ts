import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
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
/** Readings every ten minutes. */
const READINGS_OF_AN_HOUR = 6;
const log = { info() {}, warn: console.error };

interface Measured {
  readonly readingsPerSecond: number;
  readonly peakRssMb: number;
}

interface Bench {
  readonly stores: Stores;
  readonly brokerUrl: string;
  readonly folder: string;
  readonly devices: number;
  /** Readings a device and hour. */
  readonly rounds: number;
  readonly readings: number;
}

/**
 * ingest [--devices 10000] [--rounds 6]: the projector against the queue and the store alone, and against the
 * previous layout of the hours. It uses the engines that BROKER_URL and READ_MODEL_URL name; of a MongoDB,
 * databases of its own.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '6' },
    },
  });
  const devices = wholeNumber('devices', values.devices, 100_000_000);
  const rounds = wholeNumber('rounds', values.rounds, READINGS_OF_AN_HOUR);
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-ingest-'));
  const stores = storesFor(process.env.READ_MODEL_URL, folder);
  const brokerUrl = process.env.BROKER_URL || `sqlite:${folder}/broker.db`;
  try {
    await measureAll({ stores, brokerUrl, folder, devices, rounds, readings: devices * rounds });
  } finally {
    await stores.remove();
    await rm(folder, { recursive: true });
  }
}

function wholeNumber(name: string, text: string, max: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw new RangeError(`--${name} must be a whole number from 1 to ${max}, not ${text}`);
}

async function measureAll(bench: Bench): Promise<void> {
  const { stores, readings } = bench;
  const isSqlite = stores.engine === 'sqlite';
  const raw = await drain(bench, 'raw', readings);
  const bare = await drain(bench, 'bare', readings);
  const previous = isSqlite ? await drain(bench, 'previous', readings) : undefined;
  const naive = await drain(bench, 'naive', Math.min(NAIVE_READINGS[stores.engine], readings));
  await prepareDevices(stores.url('read-models'), bench.devices);
  const bytesBefore = stores.bytes('read-models') ?? 0;
  const shipped = await measureProjector(bench);
  const bytes = stores.bytes('read-models');
  report(bench, {
    raw,
    bare,
    previous,
    naive,
    shipped,
    bytesPerReading: bytes === undefined ? null : (bytes - bytesBefore) / readings,
    previousBytesPerReading: isSqlite ? stores.bytes('previous')! / readings : null,
  });
}

interface Figures {
  readonly raw: number;
  readonly bare: number;
  /** `undefined` for a MongoDB. */
  readonly previous: number | undefined;
  readonly naive: number;
  readonly shipped: Measured;
  readonly bytesPerReading: number | null;
  readonly previousBytesPerReading: number | null;
}

function report({ stores, brokerUrl, devices, rounds, readings }: Bench, figures: Figures): void {
  const { raw, bare, previous, naive, bytesPerReading, previousBytesPerReading } = figures;
  const { readingsPerSecond, peakRssMb } = figures.shipped;
  const isMongo = stores.engine === 'mongodb';
  const row = (perSecond: number, bytes: number | null = null) => ({
    'readings/s': Math.round(perSecond),
    'bytes a reading': bytes === null ? '–' : bytes.toFixed(1),
    'the projector is': `${ratio(readingsPerSecond, perSecond)} ×`,
  });
  const engines = `from ${brokerUrl.split(':')[0]} to ${stores.engine}`;
  console.log(`${readings} readings: ${rounds} of one hour of ${devices} devices, ${engines}`);
  console.table({
    '(a) raw drain': row(raw),
    [isMongo ? '(b) raw bulkWrite' : '(b) bare limit']: row(bare),
    '(c) naive shape': row(naive),
    ...(previous && { '(d) previous layout': row(previous, previousBytesPerReading) }),
    '(e) projector': row(readingsPerSecond, bytesPerReading),
  });
  console.log(
    JSON.stringify({
      bench: 'ingest',
      devices,
      rounds,
      readings_per_second: Math.round(readingsPerSecond),
      ratio_to_raw_drain: ratio(readingsPerSecond, raw),
      ratio_to_bare: ratio(readingsPerSecond, bare),
      ...(isMongo && { ratio_to_bulk_write: ratio(readingsPerSecond, bare) }),
      ratio_to_naive: ratio(readingsPerSecond, naive),
      ratio_to_previous_layout: previous ? ratio(readingsPerSecond, previous) : null,
      bytes_per_reading: bytesPerReading === null ? null : Number(bytesPerReading.toFixed(1)),
      peak_rss_mb: Math.round(peakRssMb),
    }),
  );
}

/** Fills the queue and lets one baseline drain it; resolves to readings a second. */
async function drain(bench: Bench, baseline: string, readings: number): Promise<number> {
  await fillQueue(bench, readings);
  const script = path.join(import.meta.dirname, 'drain.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, baseline, String(readings)],
    { env: { ...environment(bench), READ_MODEL_URL: bench.stores.url(baseline) } },
  );
  return Number(stdout);
}

function environment({ brokerUrl }: Bench): NodeJS.ProcessEnv {
  return { ...process.env, BROKER_URL: brokerUrl };
}

async function fillQueue({ brokerUrl: url, devices }: Bench, readings: number): Promise<void> {
  const queue = openMeasurementQueue(url, { log });
  try {
    // Creates the queue where it does not exist, before anything is asked of it.
    await queue.publish([]);
    const waiting = await queue.waiting();
    if (waiting > 0) throw new Error(`The queue at ${url} is not empty: ${waiting} messages wait.`);
    await publishReadings(queue, devices, readings);
  } finally {
    await queue.close();
  }
}

async function prepareDevices(url: string, devices: number): Promise<void> {
  const readModels = openReadModels(url);
  await registerDevices(readModels, devices);
  await readModels.close();
}

/** Runs the projector as it is shipped until it has recorded everything, and stops it. */
async function measureProjector(bench: Bench): Promise<Measured> {
  const { readings, folder, stores } = bench;
  await fillQueue(bench, readings);
  const script = path.join(import.meta.dirname, '../../projector/main.ts');
  const projector = spawn(process.execPath, [script], {
    env: {
      ...environment(bench),
      EVENT_STORE_URL: `sqlite:${folder}/events.db`,
      READ_MODEL_URL: stores.url('read-models'),
      PROJECTOR_PORT: '0',
      LOG_FORMAT: 'json',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(projector, 'exit');
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
    await exited;
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
