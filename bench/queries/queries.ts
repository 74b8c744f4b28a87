import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type HourReading, openReadModels } from '@energy/read-models';
import { embeddedEnvironment } from '@energy/testing';
import { administratorHeaders } from '../http/administrator.ts';
import { type Load, requestsPerSecond } from '../http/load.ts';
import { startService } from '../http/service.ts';
import { inTurns, type Measured } from '../http/turns.ts';
import { deviceId, registerDevices } from '../ingest/load.ts';

const CONNECTIONS = 8;
const DEVICES = 10_000;
const WARM_UP = 2_000;
const DAY = '2026-11-22';
const FIRST_HOUR = Date.UTC(2026, 10, 21, 23);
const HOUR_MS = 3_600_000;
const INTERVAL_MS = 600_000;
/** Ten years, and as many devices with one day: more days than query-api caches. */
const HISTORY_DAYS = 3_650;
/** Devices with ten years: as many as share a row of SQLite. */
const HISTORY_DEVICES = 16;

/**
 * queries [--requests 20000]: a page of devices and a day's consumption, against bare routes that send
 * the same JSON; and days of a device with ten years of readings against devices with a single day.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { requests: { type: 'string', default: '20000' } },
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-queries-'));
  try {
    await measure(folder, Number(values.requests));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, requests: number): Promise<void> {
  const env = embeddedEnvironment(folder);
  const deviceId = await fill(env.READ_MODEL_URL);
  const history = await fillHistory(env.READ_MODEL_URL);
  const commandApi = await startService('command-api/main.ts', env);
  const headers = await administratorHeaders(commandApi);
  commandApi.stop();
  const queryApi = await startService('query-api/main.ts', env);
  const paths = ['/api/devices?limit=100', `/api/devices/${deviceId}/consumption?day=${DAY}`];
  const answers = await Promise.all(
    paths.map(async (each) => (await fetch(queryApi.url + each, { headers })).json()),
  );
  const bareAnswers = path.join(folder, 'answers.json');
  const routes = paths.map((_, index) => `/bare/${index}`);
  const byRoute = Object.fromEntries(routes.map((route, index) => [route, answers[index]]));
  await writeFile(bareAnswers, JSON.stringify(byRoute));
  const bareRoutes = await startService('bench/queries/bare-routes.ts', {
    BARE_ANSWERS: bareAnswers,
  });
  const rates: Rates[] = [];
  for (const [index, each] of paths.entries()) {
    const ours = await warm(queryApi.url + each, headers);
    const bare = await warm(`${bareRoutes.url}/bare/${index}`, {});
    rates.push(await inTurns(requests, { ours, bare }));
  }
  const days = (pathOf: (number: number) => string) =>
    warm((number) => queryApi.url + pathOf(number), headers);
  const historyRates = await inTurns(requests, {
    tenYears: await days((number) => dayPath(history.old, number % HISTORY_DAYS)),
    oneDay: await days((number) => dayPath(history.young[number % HISTORY_DAYS]!, 0)),
  });
  await Promise.all([queryApi.stop(), bareRoutes.stop()]);
  print(rates, historyRates);
}

/** Requests a second. */
type Rates = Record<'ours' | 'bare', number>;

/** Ten thousand devices, and a day of readings for one of them; resolves to its id. */
async function fill(url: string): Promise<string> {
  const readModels = openReadModels(url);
  await registerDevices(readModels, DEVICES);
  const { devices } = await readModels.devices.list({ limit: 1 });
  const deviceId = devices[0]!.id;
  const readings = Array.from({ length: 144 }, (_, index) => {
    const at = FIRST_HOUR + index * INTERVAL_MS;
    return { deviceId, hour: at - (at % HOUR_MS), at, energy: 123_456_789 + index };
  });
  await readModels.consumption.record(readings);
  await readModels.close();
  return deviceId;
}

interface History {
  /** A device with ten years of readings. */
  readonly old: string;
  /** Devices with the last day of them. */
  readonly young: readonly string[];
}

/** A reading an hour. */
async function fillHistory(url: string): Promise<History> {
  const readModels = openReadModels(url);
  const ids = Array.from({ length: HISTORY_DEVICES + HISTORY_DAYS }, (_, index) => deviceId(index));
  const old = ids.slice(0, HISTORY_DEVICES);
  const young = ids.slice(HISTORY_DEVICES);
  for (let day = HISTORY_DAYS - 1; day >= 0; day--) {
    const devices = day === 0 ? ids : old;
    await readModels.consumption.record(devices.flatMap((id) => readingsOfDay(id, day)));
  }
  await readModels.close();
  return { old: old[0]!, young };
}

function readingsOfDay(deviceId: string, daysBefore: number): HourReading[] {
  return Array.from({ length: 24 }, (_, index) => {
    const hour = FIRST_HOUR + (index - 24 * daysBefore) * HOUR_MS;
    return { deviceId, hour, at: hour, energy: 123_456_789 + index };
  });
}

function dayPath(deviceId: string, daysBefore: number): string {
  const day = new Date(Date.parse(DAY) - daysBefore * 24 * HOUR_MS).toISOString().slice(0, 10);
  return `/api/devices/${deviceId}/consumption?day=${day}`;
}

/** A route that has been asked often enough to be as fast as it gets. */
async function warm(url: Load['url'], headers: Record<string, string>): Promise<Measured> {
  const load = { url, method: 'GET', headers, connections: CONNECTIONS };
  await requestsPerSecond({ ...load, requests: WARM_UP });
  return (times) => requestsPerSecond({ ...load, requests: times });
}

function print(rates: readonly Rates[], history: Record<'tenYears' | 'oneDay', number>): void {
  const rows = ['a page of 100 devices', 'a day of a device'].map((name, index) => {
    const { ours, bare } = rates[index]!;
    return { name, ours: Math.round(ours), bare: Math.round(bare), ratio: ours / bare };
  });
  console.table(
    Object.fromEntries(
      rows.map(({ name, ours, bare, ratio }) => [
        name,
        {
          'query-api, requests/s': ours,
          'bare route, requests/s': bare,
          ratio: `${ratio.toFixed(2)} ×`,
        },
      ]),
    ),
  );
  const timesAsSlow = history.oneDay / history.tenYears;
  console.table({
    'days of a device with ten years': { 'query-api, requests/s': Math.round(history.tenYears) },
    'the day of devices with one': { 'query-api, requests/s': Math.round(history.oneDay) },
  });
  const worse = rows.reduce((one, other) => (one.ratio < other.ratio ? one : other));
  console.log(
    JSON.stringify({
      bench: 'queries',
      requests_per_second: worse.ours,
      ratio_to_bare: Number(worse.ratio.toFixed(2)),
      ten_years_to_one_day: Number(timesAsSlow.toFixed(2)),
    }),
  );
}
