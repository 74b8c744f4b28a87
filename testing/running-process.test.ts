import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { isRunning, RunningProcess } from './running-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A program that starts a child, which starts a child and ignores SIGTERM, and makes a folder. */
const PROGRAM = `
import { RunningProcess } from ${JSON.stringify(path.join(import.meta.dirname, 'running-process.ts'))};
import { temporaryFolder } from ${JSON.stringify(path.join(import.meta.dirname, 'temporary-folder.ts'))};
const child = RunningProcess.spawn('/bin/sh', {
  args: ['-c', 'trap "" TERM; sleep 1000 & echo grandchild $!; wait; wait'],
});
const [, grandchild] = await child.waitForOutput(/grandchild (\\d+)/);
console.log(JSON.stringify({ pids: [child.pid, Number(grandchild)], folder: temporaryFolder() }));
`;

async function startProgram() {
  const args = ['--input-type=module-typescript', '--eval', PROGRAM];
  const program = RunningProcess.spawn(process.execPath, { args });
  const [line] = await program.waitForOutput(/^\{.*\}$/m);
  const { pids, folder } = JSON.parse(line) as { pids: number[]; folder: string };
  return { program, pids, folder };
}

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'ends what a program started, and removes its folders, when the program is ended by %s',
  async (signal) => {
    const { program, pids, folder } = await startProgram();
    expect([...pids.map(isRunning), existsSync(folder)]).toEqual([true, true, true]);
    process.kill(program.pid, signal);
    await program.exited;
    await eventually(() => !pids.some(isRunning) && !existsSync(folder));
  },
);

it('ends a stopped child with its program', async () => {
  const { program, pids } = await startProgram();
  process.kill(pids[0]!, 'SIGSTOP');
  process.kill(program.pid, 'SIGKILL');
  await eventually(() => !pids.some(isRunning));
});

it('kills a process and what it started', async () => {
  const child = RunningProcess.spawn('/bin/sh', { args: ['-c', 'sleep 1000 & echo pid $!; wait'] });
  const [, pid] = await child.waitForOutput(/pid (\d+)/);
  await child.kill();
  await eventually(() => !isRunning(Number(pid)));
});

it('resolves to the exit code and the output of both streams', async () => {
  const child = RunningProcess.spawn('/bin/sh', { args: ['-c', 'echo out; echo err >&2; exit 3'] });
  expect(await child.exited).toBe(3);
  expect([child.stdout, child.stderr]).toEqual(['out\n', 'err\n']);
});

it('says which output is missing when a process exits', async () => {
  const child = RunningProcess.spawn('/bin/sh', { args: ['-c', 'echo nonsense'] });
  await expect(child.waitForOutput('Listening')).rejects.toThrow(
    /\/bin\/sh has exited; \/.*istening\/ is missing in:\nnonsense/,
  );
});

it('makes a folder for each caller', () => {
  expect(temporaryFolder()).not.toBe(temporaryFolder());
});
