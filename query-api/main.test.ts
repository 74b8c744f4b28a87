import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = path.join(import.meta.dirname, 'main.ts');

let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'query-api-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

function starting(variables: Record<string, string>) {
  const env = { ...process.env, QUERY_API_PORT: '0', LOG_FORMAT: 'json', ...variables };
  const started = spawn(process.execPath, [MAIN], { cwd: folder, env });
  child = started;
  const output = { stdout: '', stderr: '' };
  started.stdout.on('data', (text) => {
    output.stdout += text;
  });
  started.stderr.on('data', (text) => {
    output.stderr += text;
  });
  const ended = once(started, 'close').then(([code]) => code as number);
  return { started, output, ended };
}

describe('the query-api', () => {
  it('answers on this machine alone and says so, until it is stopped', async () => {
    const { started, output, ended } = starting({});
    let url: string | undefined;
    while (url === undefined) {
      await sleep(10);
      url = /Listening at (\S+), to this machine alone: nobody signs in yet/.exec(
        output.stdout,
      )?.[1];
    }
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await (await fetch(`${url}/api/devices`)).json()).toEqual({ devices: [], next: null });
    started.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.stderr).toBe('');
    expect(output.stdout).toContain('The query-api has stopped.');
  });

  it.each(['0.0.0.0', '::', '192.168.1.5'])(
    'does not start on HOST %s, and says why',
    async (host) => {
      const { output, ended } = starting({ HOST: host });
      expect(await ended).toBe(2);
      expect(output.stderr).toBe(
        `The query-api can't start. The configuration is not valid:\n  HOST is "${host}" but must be ` +
          '127.0.0.1, because it is not decided yet who may ask: until people sign in, only this ' +
          'machine may reach the queries.\n',
      );
    },
  );
});
