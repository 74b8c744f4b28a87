import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { isRunning, ROOT, RunningProcess } from './running-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A test that makes a folder, and whose child starts a child; both ignore SIGTERM. */
const starting = (ending: string) => `
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from ${JSON.stringify(path.join(import.meta.dirname, 'temporary-folder.ts'))};
const script = 'trap "" TERM; sleep 1000 & echo $$ $! > "$0/started"; wait; wait';
beforeAll(async () => {
  appendFileSync(import.meta.dirname + '/folder', temporaryFolder('ended'));
  execFile('/bin/sh', ['-c', script, import.meta.dirname]).on('error', () => undefined);
  appendFileSync(import.meta.dirname + '/worker', String(process.pid));
  ${ending}
});
it('is never reached', () => undefined);
`;
const CONFIGURATION = `
import project from ${JSON.stringify(path.join(ROOT, 'vitest.config.ts'))};
const { setupFiles } = project.test;
export default {
  root: import.meta.dirname,
  test: { globals: true, include: ['*.test.ts'], setupFiles, hookTimeout: 100_000 },
};
`;

/** Runs vitest, with this project's setup, on one file of tests in a folder of its own. */
async function runVitest(test: string) {
  const folder = temporaryFolder('vitest');
  writeFileSync(path.join(folder, 'started.test.ts'), test);
  writeFileSync(path.join(folder, 'vitest.config.mjs'), CONFIGURATION);
  const vitest = RunningProcess.start('node_modules/vitest/vitest.mjs', {
    args: ['run', '--config', path.join(folder, 'vitest.config.mjs')],
    cwd: folder,
  });
  const file = (name: string) => path.join(folder, name);
  const pids = (name: string) =>
    existsSync(file(name)) ? (readFileSync(file(name), 'utf8').match(/\d+/g) ?? []) : [];
  await eventually(() => pids('worker').length === 1 && pids('started').length === 2);
  const made = readFileSync(file('folder'), 'utf8');
  return { vitest, worker: pids('worker').map(Number), started: pids('started').map(Number), made };
}

it('ends what a test has started when vitest is killed', async () => {
  const { vitest, worker, started, made } = await runVitest(starting('await delay(100_000);'));
  expect([...worker, ...started].map(isRunning)).toEqual([true, true, true]);
  process.kill(vitest.pid, 'SIGKILL');
  await eventually(() => ![...worker, ...started].some(isRunning) && !existsSync(made));
});

it('ends what a test has started when its worker is killed', async () => {
  const { worker, started, made } = await runVitest(starting('await delay(100_000);'));
  expect(existsSync(made)).toBe(true);
  process.kill(worker[0]!, 'SIGKILL');
  await eventually(() => !started.some(isRunning) && !existsSync(made));
});

it('ends what a test has started when its `beforeAll` fails', async () => {
  const failing = `await delay(500); throw new Error('nothing is served');`;
  const { vitest, worker, started } = await runVitest(starting(failing));
  expect(await vitest.exited).toBe(1);
  expect(vitest.output).toContain('nothing is served');
  await eventually(() => ![...worker, ...started].some(isRunning));
});
