import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { type Device, openReadModels } from '@energy/read-models';
import { fillHours } from '@energy/read-models/testing';
import { embeddedEnvironment } from '@energy/testing';
import { administratorHeaders } from '../http/administrator.ts';
import { kilobytesOf } from '../http/memory.ts';
import { type RunningService, startService } from '../http/service.ts';
import { deviceId } from '../ingest/load.ts';

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2025, 0, 1);
const SAMPLE_MS = 50;
/** The ratio of a turn depends on what else the machine does in it. */
const TURNS = 3;
/** Of all days: what a short range takes beside a long one. */
const SHARE_OF_SHORT_RANGE = 10;

export interface ExportOptions {
  readonly devices: number;
  readonly days: number;
}

export interface ExportFigures {
  readonly rowsPerSecond: number;
  readonly scannedRowsPerSecond: number;
  readonly peakMegabytes: number;
  /** Of another process that exports a tenth of the days ten times as often. */
  readonly peakMegabytesOfTenth: number;
}

/** Exports every hour of all devices as CSV, against a bare scan of the same rows. */
export async function measureExports(options: ExportOptions): Promise<ExportFigures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-exports-'));
  try {
    return await measure(embeddedEnvironment(folder), options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(
  env: Record<string, string>,
  { devices, days }: ExportOptions,
): Promise<ExportFigures> {
  await fill(env.READ_MODEL_URL!, { devices, days });
  const commandApi = await startService('command-api/main.ts', env);
  const headers = await administratorHeaders(commandApi);
  await commandApi.stop();
  const urlOf = ({ url }: RunningService, of: number) =>
    `${url}/api/consumption/export?from=2025-01-01&to=${dayText(of)}`;
  const short = await startService('query-api/main.ts', env);
  const shortRange = urlOf(short, Math.max(1, Math.round(days / SHARE_OF_SHORT_RANGE)));
  const peakMegabytesOfTenth = await peakOf(short, async () => {
    for (let turn = 0; turn < TURNS * SHARE_OF_SHORT_RANGE; turn++) {
      await bytesOf(shortRange, headers);
    }
  });
  await short.stop();
  const queryApi = await startService('query-api/main.ts', env);
  const bare = await startService('bench/periods/bare-scan.ts', env);
  const range = urlOf(queryApi, days);
  const rows = devices * days * 24;
  const exported = (await linesOf(range, headers)) - 1;
  if (exported !== rows) throw new Error(`${exported} rows were exported instead of ${rows}`);
  const bytes = await bytesOf(range, headers);
  let exportSeconds = 0;
  let scanSeconds = 0;
  const peakMegabytes = await peakOf(queryApi, async () => {
    for (let turn = 0; turn < TURNS; turn++) {
      exportSeconds += await seconds(async () => {
        const sent = await bytesOf(range, headers);
        if (sent !== bytes) throw new Error(`${sent} bytes were exported instead of ${bytes}`);
      });
      scanSeconds += await seconds(async () => {
        const scanned = Number(await (await fetch(`${bare.url}/scan`)).text());
        if (scanned !== rows) throw new Error(`${scanned} rows were scanned instead of ${rows}`);
      });
    }
  });
  await Promise.all([queryApi.stop(), bare.stop()]);
  return {
    rowsPerSecond: (rows * TURNS) / exportSeconds,
    scannedRowsPerSecond: (rows * TURNS) / scanSeconds,
    peakMegabytes,
    peakMegabytesOfTenth,
  };
}

async function fill(url: string, { devices, days }: ExportOptions): Promise<void> {
  const readModels = openReadModels(url);
  const ids = Array.from({ length: devices }, (_, number) => deviceId(number));
  await readModels.devices.store(ids.map(device));
  const hours = Array.from({ length: days * 24 }, (_, hour) => ({
    hour: FIRST + hour * HOUR_MS,
    deviceIds: ids,
    energies: (number: number) =>
      new Map([[0, 1_000 * (1 + ((number * 7_919 + hour) % 3_000_000))]]),
  }));
  await fillHours(url, hours);
  await readModels.close();
}

function device(id: string): Device {
  return {
    id,
    registeredAt: new Date(0).toISOString(),
    description: 'Meter under load',
    address: 'Bench',
    maxHourlyConsumption: 2,
    timeZone: 'Etc/UTC',
    meter: {},
    tariffs: [],
    ownerId: undefined,
    ownerships: [],
    decommissionedAt: undefined,
    revision: 0,
  };
}

/** Reads a reply, and nothing else: what a client does with it is no part of an export. */
async function bytesOf(
  url: string,
  headers: Record<string, string>,
  onChunk: (chunk: Buffer) => void = () => {},
): Promise<number> {
  const request = get(url, { headers });
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  if (reply.statusCode !== 200) throw new Error(`The export is answered ${reply.statusCode}`);
  let bytes = 0;
  reply.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    onChunk(chunk);
  });
  await finished(reply);
  return bytes;
}

/** Counts the lines of an export. */
async function linesOf(url: string, headers: Record<string, string>): Promise<number> {
  let lines = 0;
  await bytesOf(url, headers, (chunk) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  });
  return lines;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

/** The most memory that a service takes while something is done. */
async function peakOf({ process }: RunningService, work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, kilobytesOf(process.pid) / 1_000);
  };
  const timer = setInterval(sample, SAMPLE_MS);
  await work();
  sample();
  clearInterval(timer);
  return peak;
}

function dayText(days: number): string {
  return new Date(FIRST + (days - 1) * 24 * HOUR_MS).toISOString().slice(0, 10);
}
