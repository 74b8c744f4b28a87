import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = path.join(import.meta.dirname, 'main.ts');

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = temporaryFolder('command-api');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

function starting(variables: Record<string, string> = {}) {
  const env = { ...process.env, COMMAND_API_PORT: '0', LOG_FORMAT: 'json', ...variables };
  const started = spawn(process.execPath, [MAIN], { cwd: folder, env });
  children.push(started);
  const output = { stdout: '', stderr: '' };
  started.stdout.on('data', (text) => {
    output.stdout += text;
  });
  started.stderr.on('data', (text) => {
    output.stderr += text;
  });
  const ended = once(started, 'close').then(([code]) => code as number);
  const waitFor = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(output.stdout)?.[1];
      if (found) return found;
      await sleep(10);
    }
  };
  return { started, output, ended, waitFor };
}

const LISTENING = /Listening at (http:[^\s"]+)\./;
const PASSWORD = /one-time password +(\S+)\n/;

describe('the command-api', () => {
  it('prints the first administrator’s one-time password once, and stores it nowhere', async () => {
    const first = starting();
    const password = await first.waitFor(PASSWORD);
    const url = await first.waitFor(LISTENING);
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'administrator', password }),
    });
    expect(await response.json()).toMatchObject({
      user: { name: 'administrator', role: 'administrator' },
      mustChangePassword: true,
    });
    first.started.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.output.stderr).toBe('');
    const lines = first.output.stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.join('\n')).not.toContain(password);
    for (const file of await readdir(path.join(folder, 'data'))) {
      expect((await readFile(path.join(folder, 'data', file))).includes(password), file).toBe(
        false,
      );
    }
    const second = starting();
    await second.waitFor(LISTENING);
    await sleep(300);
    expect(second.output.stdout).not.toContain('one-time password');
  });

  it('prints it in one of several processes that start at once', async () => {
    const several = [starting(), starting(), starting()];
    for (const { waitFor } of several) await waitFor(LISTENING);
    await sleep(500);
    expect(several.filter(({ output }) => PASSWORD.test(output.stdout))).toHaveLength(1);
  });

  it('writes it to a file for its owner alone, and nowhere else, where one is named', async () => {
    const file = path.join(folder, 'first-password');
    const { output, waitFor, started, ended } = starting({ FIRST_PASSWORD_FILE: file });
    const url = await waitFor(LISTENING);
    await waitFor(/(one-time password of the first administrator)/);
    const password = (await readFile(file, 'utf8')).trim();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'administrator', password }),
    });
    expect(response.status).toBe(200);
    started.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.stdout + output.stderr).not.toContain(password);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['data', 'first-password']));
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('does not start where that file could not be written, and says so', async () => {
    const file = path.join(folder, 'missing', 'first-password');
    const { output, ended } = starting({ FIRST_PASSWORD_FILE: file });
    expect(await ended).toBe(2);
    expect(output.stderr).toContain(`FIRST_PASSWORD_FILE is "${file}", but no file can be written`);
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not start with what it can’t work with, and says all of it', async () => {
    const { output, ended } = starting({ EVENT_STORE_URL: 'events', CREDENTIALS_URL: 'amqp://x' });
    expect(await ended).toBe(2);
    expect(output.stderr).toContain('EVENT_STORE_URL is "events" but must be');
    expect(output.stderr).toContain('CREDENTIALS_URL is "amqp://x" but must be');
  });

  it('does not start on a port that is taken, and says so', async () => {
    const first = starting();
    const { port } = new URL(await first.waitFor(LISTENING));
    const { output, ended } = starting({ COMMAND_API_PORT: port });
    expect(await ended).toBe(2);
    expect(output.stderr).toContain(`COMMAND_API_PORT is ${port}, but another process listens`);
  });
});
