import { RunningProcess } from '@energy/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

const STAND_IN = 'packages/event-store/eventstoredb/testing/main.ts';
const ID = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const REGISTRATION = [
  'devices',
  'register',
  '--description',
  'Fridge',
  '--address',
  'Rue de la Loi 16',
  '--limit',
  '0.5',
  '--time-zone',
  'Europe/Brussels',
];
const COMMANDS = [
  [...REGISTRATION, '--id', ID],
  [...REGISTRATION, '--count', '29'],
  ['devices', 'change', ID, '--limit', '1'],
  ['devices', 'decommission', ID],
  ['projections', 'rebuild', 'devices'],
  ['projections', 'list'],
  ['projections', 'verify', 'devices'],
  ['audit', 'device', ID],
  ['audit', 'device', '--verify'],
  ['audit', 'actor', 'system'],
  ['users', 'add-administrator', 'Ada'],
  ['users', 'reset-password', 'Ada'],
  ['audit', 'user', '--verify'],
  ['audit', 'actor', 'Ada'],
  ['audit', 'conversation', '--verify'],
  ['projections', 'rebuild', 'users'],
  ['projections', 'verify', 'users'],
  ['devices', 'list'],
  ['users', 'list'],
  ['alerts', 'list'],
  ['dead-letters', 'list'],
  ['dead-letters', 'replay'],
  ['event-store', 'accept-end'],
];

let server: RunningProcess;
let operators: Record<'onSqlite' | 'onEventStoreDb', Operator>;
beforeEach(async () => {
  server = RunningProcess.start(STAND_IN, { args: ['0'] });
  const [url] = await server.waitForOutput(/esdb:\S+/);
  operators = { onSqlite: new Operator(), onEventStoreDb: new Operator() };
  operators.onEventStoreDb.environment.EVENT_STORE_URL = url!;
  for (const operator of Object.values(operators)) await operator.withReadModels(async () => {});
});
afterEach(async () => {
  for (const operator of Object.values(operators)) operator.leave();
  await server.kill();
});

it('prints and exits on EventStoreDB as on SQLite', async () => {
  const [onSqlite, onEventStoreDb] = await Promise.all([
    runAll(operators.onSqlite, (args) => operators.onSqlite.energy(...args)),
    // Connections to a server may keep a process running: only one that exits shows that they are closed.
    runAll(operators.onEventStoreDb, (args) => runAsProcess(operators.onEventStoreDb, args)),
  ]);
  expect(onEventStoreDb).toEqual(onSqlite);
  expect(onSqlite.map(({ code }) => code)).toEqual(COMMANDS.map(() => 0));
});

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

/** Runs every command; resolves to what each did, without what differs by run. */
async function runAll(operator: Operator, run: (args: readonly string[]) => Promise<Result>) {
  await operator.energy('projections', 'list'); // Makes the embedded stores.
  const results: { command: string; code: number | null; output: string }[] = [];
  for (const args of COMMANDS) {
    const { code, out, said } = await run(args);
    results.push({ command: args.join(' '), code, output: normalized(`${out}\n${said}`) });
  }
  return results;
}

async function runAsProcess({ environment }: Operator, args: readonly string[]): Promise<Result> {
  const running = RunningProcess.start('cli/main.ts', { args, env: environment });
  const code = await running.exited;
  return { code, out: running.stdout, said: running.stderr };
}

function normalized(output: string): string {
  return output
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replace(/\b[a-z0-9]{5}(-[a-z0-9]{5}){3}\b/g, 'PASSWORD')
    .replace(/\d{20}:\d{20}|\b0\d{15}\b/g, 'POSITION')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}/g, 'TIME')
    .replace(/\d+(\.\d+)? ?(ms|s)\b/g, 'DURATION')
    .replace(/\d+\/s/g, 'RATE')
    .replace(/ +/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.includes(', RATE,')) // Progress comes once a second.
    .sort()
    .join('\n');
}
