import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedEnvironment } from '@energy/testing';
import { kilobytesOf } from '../http/memory.ts';
import { startService } from '../http/service.ts';
import { ConnectedClients } from './connected-clients.ts';
import { makeHouseholds } from './households.ts';

const USERS = 1_000;
/** Delay after which the memory of handshakes is freed, and only that of open connections is left. */
const SETTLING_MS = 10_000;

export interface IdleMemory {
  readonly 'MB without': number;
  readonly 'MB with': number;
  readonly 'kB per connection': number;
  /** Percentage of one core, while nothing is published. */
  readonly 'CPU, %': number;
}

/** Measures what idle connections cost one query-api. */
export async function memoryOfIdleConnections(folder: string, count: number): Promise<IdleMemory> {
  refuseTooFewFiles(count);
  const env = embeddedEnvironment(folder);
  const households = await makeHouseholds(USERS, env);
  const queryApi = await startService('query-api/main.ts', {
    ...env,
    LIVE_CONNECTIONS_PER_USER: String(Math.ceil(count / USERS)),
  });
  while (!(await fetch(`${queryApi.url}/health/ready`)).ok) await sleep(20);
  const url = `${queryApi.url.replace('http', 'ws')}/api/live`;
  const tokens = Array.from({ length: count }, (_, index) => households[index % USERS]!.token);

  // Open the connections once before measuring: the first ones allocate memory that all of them share.
  await (await ConnectedClients.open({ url, tokens: tokens.slice(0, USERS) })).close();
  await sleep(SETTLING_MS);
  const before = kilobytesOf(queryApi.process.pid);
  const clients = await ConnectedClients.open({ url, tokens });
  await sleep(SETTLING_MS);
  const busyBefore = secondsBusy(queryApi.process.pid);
  await sleep(SETTLING_MS);
  const busy = (secondsBusy(queryApi.process.pid) - busyBefore) / (SETTLING_MS / 1_000);
  const after = kilobytesOf(queryApi.process.pid);
  await clients.close();
  await queryApi.stop();
  return {
    'MB without': Math.round(before / 1_024),
    'MB with': Math.round(after / 1_024),
    'kB per connection': Number(((after - before) / count).toFixed(1)),
    'CPU, %': Number((busy * 100).toFixed(1)),
  };
}

/** CPU time that a process has used, in seconds. */
function secondsBusy(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(afterName[11]) + Number(afterName[12])) / 100;
}

function refuseTooFewFiles(count: number): void {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const most = Number(/Max open files\s+\d+\s+(\d+)/.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (most >= count + 1_000) return;
  throw new Error(
    `${count} connections need ${count + 1_000} open files, but there may be ${most}: raise ulimit -Hn, or ask for fewer with --idle.`,
  );
}
