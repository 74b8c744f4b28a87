import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = path.join(import.meta.dirname, 'main.ts');

let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = temporaryFolder('query-api');
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
  it('answers those who are signed in, until it is stopped', async () => {
    const { started, output, ended } = starting({});
    let url: string | undefined;
    while (url === undefined) {
      await sleep(10);
      url = /Listening at (http:[^\s"]+)\./.exec(output.stdout)?.[1];
    }
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect((await fetch(`${url}/api/devices`)).status).toBe(401);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    started.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.stderr).toBe('');
    expect(output.stdout).toContain('The query-api has stopped.');
  });

  it('does not start where it is not said how people reach it, and says why', async () => {
    const { output, ended } = starting({ PUBLIC_URL: 'energy.example' });
    expect(await ended).toBe(2);
    expect(output.stderr).toContain('PUBLIC_URL is "energy.example" but must be');
  });
});
