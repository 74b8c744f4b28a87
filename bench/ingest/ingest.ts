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
import { CHUNK, type Load, publishLoad, registerDevices } from './load.ts';
import { type Stores, storesFor } from './stores.ts';

/** As many as take seconds. */
const NAIVE_READINGS = { sqlite: 5_000, mongodb: 500 } as const;
/** Readings every ten minutes. */
const READINGS_OF_AN_HOUR = 6;
const MAX_READINGS_PER_MESSAGE = 1_000;
const log = { info() {}, warn: console.error };

interface Measured {
  readonly readingsPerSecond: number;
  readonly peakRssMb: number;
}

interface Bench extends Load {
  readonly stores: Stores;
  readonly brokerUrl: string;
  readonly folder: string;
  /** Readings a device and hour. */
  readonly rounds: number;
  readonly measuresRegisters: boolean;
}

/**
 * ingest [--devices 10000] [--rounds 6] [--readings-per-message 1] [--reads register]: the projector against the queue
 * and the store alone. With registers, the projector records those of the same devices as well, in the same run, and once more registers an hour apart of which
 * every tenth is hours late. It uses the engines that BROKER_URL and READ_MODEL_URL name; of a MongoDB, databases of its own.
 *
 * `ratio_to_previous_layout` compares storing alone: the same readings, in the same batches of one transaction each,
 * go through the statements of the previous layout and through `record()` of the product, without queue, checks and
 * alerts. Each has a process and an empty file of its own, one after the other in the same run.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '6' },
      'readings-per-message': { type: 'string', default: '1' },
      reads: { type: 'string', default: 'interval' },
    },
  });
  const devices = wholeNumber('devices', values.devices, 100_000_000);
  const rounds = wholeNumber('rounds', values.rounds, READINGS_OF_AN_HOUR);
  const readings = devices * rounds;
  const readingsPerMessage = readingsPerMessageOf(values['readings-per-message'], readings);
  if (values.reads !== 'interval' && values.reads !== 'register') {
    throw new RangeError(`--reads must be interval or register, not ${values.reads}`);
  }
  const measuresRegisters = values.reads === 'register';
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-ingest-'));
  const stores = storesFor(process.env.READ_MODEL_URL, folder);
  const brokerUrl = process.env.BROKER_URL || `sqlite:${folder}/broker.db`;
  try {
    await measureAll({
      stores,
      brokerUrl,
      folder,
      devices,
      rounds,
      readings,
      readingsPerMessage,
      measuresRegisters,
    });
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

/** All messages of a load have the same number of readings. */
function readingsPerMessageOf(text: string, readings: number): number {
  const number = wholeNumber('readings-per-message', text, MAX_READINGS_PER_MESSAGE);
  if (CHUNK % number === 0 && readings % number === 0) return number;
  throw new RangeError(`--readings-per-message must divide ${CHUNK} and the ${readings} readings`);
}

async function measureAll(bench: Bench): Promise<void> {
  const { stores, readings } = bench;
  const isSqlite = stores.engine === 'sqlite';
  const raw = await drain(bench, 'raw', readings);
  const bare = await drain(bench, 'bare', readings);
  const naive = await drain(bench, 'naive', Math.min(NAIVE_READINGS[stores.engine], readings));
  const previous = isSqlite ? await storeHours(bench, 'previous') : undefined;
  const present = isSqlite ? await storeHours(bench, 'present') : undefined;
  await prepareDevices(stores.url('read-models'), bench.devices);
  const bytesBefore = stores.bytes('read-models') ?? 0;
  const shipped = await measureProjector(bench);
  const bytes = stores.bytes('read-models');
  const registers = bench.measuresRegisters ? await measureRegisters(bench) : undefined;
  const lateRegisters = bench.measuresRegisters
    ? await measureRegisters({ ...bench, isLate: true })
    : undefined;
  report(bench, {
    raw,
    bare,
    naive,
    previous,
    present,
    shipped,
    registers,
    lateRegisters,
    bytesPerReading: bytes === undefined ? null : (bytes - bytesBefore) / readings,
    previousBytesPerReading: isSqlite ? stores.bytes('previous')! / readings : null,
  });
}

interface Figures {
  readonly raw: number;
  readonly bare: number;
  readonly naive: number;
  /** Storing alone, in the previous layout and in the present one; `undefined` for a MongoDB. */
  readonly previous: number | undefined;
  readonly present: number | undefined;
  readonly shipped: Measured;
  readonly registers: Measured | undefined;
  readonly lateRegisters: Measured | undefined;
  readonly bytesPerReading: number | null;
  readonly previousBytesPerReading: number | null;
}

function report(bench: Bench, figures: Figures): void {
  const { stores, brokerUrl, devices, rounds, readings, readingsPerMessage } = bench;
  const { raw, bare, naive, previous, present, bytesPerReading, previousBytesPerReading } = figures;
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
    ...(previous && {
      '(d) storing alone, previous layout': row(previous, previousBytesPerReading),
    }),
    ...(present && { '(e) storing alone, present layout': row(present) }),
    '(f) projector': row(readingsPerSecond, bytesPerReading),
  });
  console.log(
    JSON.stringify({
      bench: 'ingest',
      devices,
      rounds,
      readings_per_message: readingsPerMessage,
      readings_per_second: Math.round(readingsPerSecond),
      ratio_to_raw_drain: ratio(readingsPerSecond, raw),
      ratio_to_bare: ratio(readingsPerSecond, bare),
      ...(isMongo && { ratio_to_bulk_write: ratio(readingsPerSecond, bare) }),
      ...(figures.registers && {
        registers_per_second: Math.round(figures.registers.readingsPerSecond),
        ratio_of_registers: ratio(figures.registers.readingsPerSecond, readingsPerSecond),
      }),
      ...(figures.lateRegisters && {
        ratio_of_late_registers: ratio(figures.lateRegisters.readingsPerSecond, readingsPerSecond),
      }),
      ratio_to_naive: ratio(readingsPerSecond, naive),
      ratio_to_previous_layout: previous && present ? ratio(present, previous) : null,
      bytes_per_reading: bytesPerReading === null ? null : Number(bytesPerReading.toFixed(1)),
      peak_rss_mb: Math.round(peakRssMb),
    }),
  );
}

async function measureRegisters(bench: Bench): Promise<Measured> {
  const store = bench.isLate ? 'late-registers' : 'registers';
  const readModels = openReadModels(bench.stores.url(store));
  await registerDevices(readModels, bench.devices, 'register');
  await readModels.close();
  return measureProjector({ ...bench, reads: 'register' }, store);
}

/** Fills the queue and lets one baseline drain it; resolves to readings a second. */
async function drain(bench: Bench, baseline: string, readings: number): Promise<number> {
  const messages = await fillQueue({ ...bench, readings });
  const args = [baseline, messages, bench.readingsPerMessage];
  return runScript(bench, { script: 'drain.ts', args, store: baseline });
}

/** Stores the readings in one layout of the hours; resolves to readings a second. */
function storeHours(bench: Bench, layout: 'previous' | 'present'): Promise<number> {
  const args = [layout, bench.devices, bench.readings];
  return runScript(bench, { script: 'store-hours.ts', args, store: layout });
}

interface Script {
  readonly script: string;
  readonly args: readonly (string | number)[];
  /** The name of the store that it writes. */
  readonly store: string;
}

async function runScript(bench: Bench, { script, args, store }: Script): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(import.meta.dirname, script), ...args.map(String)],
    { env: { ...environment(bench), READ_MODEL_URL: bench.stores.url(store) } },
  );
  return Number(stdout);
}

function environment({ brokerUrl }: Bench): NodeJS.ProcessEnv {
  return { ...process.env, BROKER_URL: brokerUrl };
}

/** Resolves to the number of messages. */
async function fillQueue({ brokerUrl: url, ...load }: Bench): Promise<number> {
  const queue = openMeasurementQueue(url, { log });
  try {
    // Creates the queue where it does not exist, before anything is asked of it.
    await queue.publish([]);
    const waiting = await queue.waiting();
    if (waiting > 0) throw new Error(`The queue at ${url} is not empty: ${waiting} messages wait.`);
    return await publishLoad(queue, load);
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
async function measureProjector(bench: Bench, store = 'read-models'): Promise<Measured> {
  const { readings, folder, stores } = bench;
  await fillQueue(bench);
  const script = path.join(import.meta.dirname, '../../projector/main.ts');
  const projector = spawn(process.execPath, [script], {
    env: {
      ...environment(bench),
      EVENT_STORE_URL: `sqlite:${folder}/events.db`,
      READ_MODEL_URL: stores.url(store),
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
