import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedEnvironment } from '@energy/testing';
import { administratorHeaders } from '../http/administrator.ts';
import { requestsPerSecond } from '../http/load.ts';
import { startService } from '../http/service.ts';
import { inTurns } from '../http/turns.ts';
import { deviceId } from '../ingest/load.ts';
import { type ExportFigures, measureExports } from './exports.ts';
import {
  clientId,
  DECADE_DEVICES,
  DEVICES_OF_A_CLIENT,
  fillHistory,
  LAST_DAY,
  YEAR_DEVICES,
} from './history.ts';

interface Case {
  readonly name: string;
  /** Of query-api, by the number of the request. */
  readonly ours: (number: number) => string;
  /** Of the bare queries. */
  readonly bare: (number: number) => string;
  readonly requests: number;
}

const YEAR = { from: '2025-01-01', to: LAST_DAY };
const MONTH = { from: '2025-12-01', to: LAST_DAY };
const DECADE = { from: '2016-01-02', to: LAST_DAY };
const CLIENTS = YEAR_DEVICES / DEVICES_OF_A_CLIENT;
const DAY = { from: LAST_DAY, to: LAST_DAY };

/**
 * periods [--devices 1000000] [--export-devices 1000] [--export-days 30]: ranges of days against bare queries of the same
 * rows, and an export of hours against a bare scan.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '1000000' },
      'export-devices': { type: 'string', default: '1000' },
      'export-days': { type: 'string', default: '30' },
    },
  });
  const devices = Number(values.devices);
  if (!(Number.isInteger(devices) && devices >= YEAR_DEVICES)) {
    throw new RangeError(`--devices must be a whole number of at least ${YEAR_DEVICES}`);
  }
  const exports = await measureExports({
    devices: Number(values['export-devices']),
    days: Number(values['export-days']),
  });
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-periods-'));
  try {
    print(devices, await measure(folder, devices), exports);
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Range = Readonly<Record<'from' | 'to', string>>;
const range = ({ from, to }: Range) => `from=${from}&to=${to}`;
const bareRange = ({ from, to }: Range) => `first=${from}&last=${to}`;

/** Each request is of another device: no cache can answer it. */
const CASES: readonly Case[] = [
  {
    name: 'a year by month',
    ours: (n) => `/api/devices/${deviceId(n % YEAR_DEVICES)}/consumption?${range(YEAR)}&by=month`,
    bare: (n) => `${n % YEAR_DEVICES}/1?${bareRange(YEAR)}`,
    requests: YEAR_DEVICES,
  },
  {
    name: 'a month by day',
    ours: (n) => `/api/devices/${deviceId(n % YEAR_DEVICES)}/consumption?${range(MONTH)}&by=day`,
    bare: (n) => `${n % YEAR_DEVICES}/1?${bareRange(MONTH)}`,
    requests: YEAR_DEVICES,
  },
  {
    name: `a client of ${DEVICES_OF_A_CLIENT} devices, a month by month`,
    ours: (n) => `/api/consumption?${range(MONTH)}&by=month&ownerId=${clientId(n % CLIENTS)}`,
    bare: (n) =>
      `${(n % CLIENTS) * DEVICES_OF_A_CLIENT}/${DEVICES_OF_A_CLIENT}?${bareRange(MONTH)}`,
    requests: 4 * CLIENTS,
  },
  {
    name: 'ten years by year',
    ours: (n) =>
      `/api/devices/${deviceId(n % DECADE_DEVICES)}/consumption?${range(DECADE)}&by=year`,
    bare: (n) => `${n % DECADE_DEVICES}/1?${bareRange(DECADE)}`,
    requests: DECADE_DEVICES,
  },
  {
    name: 'all devices, a day',
    ours: () => `/api/consumption?${range(DAY)}`,
    bare: () => `all?${bareRange(DAY)}`,
    requests: 8,
  },
];

async function measure(folder: string, devices: number): Promise<readonly Row[]> {
  const env = embeddedEnvironment(folder);
  await fillHistory(env.READ_MODEL_URL, devices);
  const commandApi = await startService('command-api/main.ts', env);
  const headers = await administratorHeaders(commandApi);
  await commandApi.stop();
  const queryApi = await startService('query-api/main.ts', env);
  const answers = await Promise.all(
    CASES.map(async ({ ours }) => (await fetch(queryApi.url + ours(0), { headers })).json()),
  );
  const file = path.join(folder, 'answers.json');
  await writeFile(file, JSON.stringify(answers));
  const bare = await startService('bench/periods/bare-queries.ts', {
    BARE_ANSWERS: file,
    READ_MODEL_URL: env.READ_MODEL_URL,
  });
  const rows = [];
  for (const [index, each] of CASES.entries()) {
    const rates = await inTurns(each.requests, {
      ours: turns(headers, (n) => queryApi.url + each.ours(n)),
      bare: turns({}, (n) => `${bare.url}/bare/${index}/${each.bare(n)}`),
    });
    rows.push({ name: each.name, ...rates, ratio: rates.ours / rates.bare });
  }
  await Promise.all([queryApi.stop(), bare.stop()]);
  return rows;
}

/** Continues with other devices at each turn. */
function turns(headers: Record<string, string>, url: (number: number) => string) {
  let done = 0;
  return async (requests: number) => {
    const first = done;
    done += requests;
    const load = { method: 'GET', headers, connections: 1, requests };
    return requestsPerSecond({ ...load, url: (number) => url(first + number) });
  };
}

interface Row {
  readonly name: string;
  /** Requests a second. */
  readonly ours: number;
  readonly bare: number;
  readonly ratio: number;
}

function print(devices: number, rows: readonly Row[], exports: ExportFigures): void {
  console.log(`Ranges of days, ${devices} devices`);
  console.table(
    Object.fromEntries(
      rows.map(({ name, ours, bare, ratio }) => [
        name,
        {
          'query-api, ms': (1_000 / ours).toFixed(2),
          'bare query, ms': (1_000 / bare).toFixed(2),
          ratio: `${ratio.toFixed(2)} ×`,
        },
      ]),
    ),
  );
  const { rowsPerSecond, scannedRowsPerSecond, peakMegabytes, peakMegabytesOfTenth } = exports;
  console.log(
    `Export as CSV: ${Math.round(rowsPerSecond)} hours/s, a bare scan ${Math.round(scannedRowsPerSecond)}; ` +
      `query-api took ${Math.round(peakMegabytes)} MB at most, ${Math.round(peakMegabytesOfTenth)} MB for a tenth of the days`,
  );
  const worst = Math.min(...rows.map(({ ratio }) => ratio));
  const decade = rows.find(({ name }) => name.startsWith('ten years'))!;
  console.log(
    JSON.stringify({
      bench: 'periods',
      devices,
      ratio_to_bare: Number(worst.toFixed(2)),
      export_ratio_to_scan: Number((rowsPerSecond / scannedRowsPerSecond).toFixed(2)),
      export_peak_rss_mb: Math.round(peakMegabytes),
      ten_years_ms: Number((1_000 / decade.ours).toFixed(1)),
    }),
  );
}
