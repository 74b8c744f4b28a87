import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';

const FIXTURE = path.join(import.meta.dirname, 'testing/service.fixture.ts');

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The example service in a process of its own. */
function starting(variables: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [FIXTURE, ...args], {
    env: { ...process.env, ...variables },
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stderr,
    messages: messagesIn(stdout),
    stdout,
  }));
  const logged = async (text: string) => {
    while (!stdout.includes(text)) await sleep(10);
  };
  return { child, ended, logged, listening: () => logged('Listening') };
}

function messagesIn(stdout: string): string[] {
  if (!stdout.startsWith('{"')) return [];
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
}

describe('a service', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'closes what it opened, the last first, and ends with 0 on %s',
    async (signal) => {
      const { child, ended, listening } = starting({});
      await listening();
      child.kill(signal);
      const { code, messages, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(messages).toEqual([
        `The example is starting (process ${child.pid}).`,
        expect.stringMatching(
          /^Listening at http:\/\/127\.0\.0\.1:\d+ with amqp:\/\/\*\*\*@broker/,
        ),
        `The example is stopping: it received ${signal}.`,
        'The pen is put away.',
        'The example has stopped.',
      ]);
    },
  );

  it('ends with 0 when its work is done', async () => {
    const { code, messages } = await starting({ STORY: 'is-done' }).ended;
    expect(code).toBe(0);
    expect(messages.at(-1)).toBe('The example has stopped.');
  });

  it('reports every invalid variable on stderr, and ends with 2', async () => {
    const variables = { PORT: 'http', STORY: 'sings', LOG_LEVEL: 'loud' };
    const { code, stderr, stdout } = await starting(variables).ended;
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toEqual([
      "The example can't start. The configuration is not valid:",
      expect.stringMatching(/^ {2}PORT is "http" but must be a port/),
      expect.stringMatching(/^ {2}STORY is "sings" but must be waits or is-done/),
      expect.stringMatching(/^ {2}LOG_LEVEL is "loud" but must be trace or debug/),
      '',
    ]);
  });

  it('names the variable whose port is taken, and ends with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await starting({ PORT: String(port) }).ended;
    other.close();
    expect(code).toBe(2);
    expect(stderr).toBe(
      `The example can't start. PORT is ${port}, but another process listens at 127.0.0.1:${port} ` +
        'already. Stop it, or set PORT to a port that is free.\n',
    );
  });

  it('ends with 2 when it finds out later that it can’t start, having closed what was open', async () => {
    const { code, stderr, messages } = await starting({ STORY: 'cannot-start' }).ended;
    expect(code).toBe(2);
    expect(stderr).toBe("The example can't start. PEN is blue, but must be black.\n");
    expect(messages).toContain('The pen is put away.');
  });

  it('waits for an engine that can’t be opened, and says so once', async () => {
    const { code, messages } = await starting({ STORY: 'opens' }).ended;
    expect(code).toBe(0);
    expect(messages.filter((message) => message.includes('the ink'))).toEqual([
      "Can't open the ink; retrying: the disk is full; make room on it.",
      'Opened the ink.',
    ]);
  });

  it('names the variable of an engine’s URL that is wrong, without its password, and ends with 2', async () => {
    const { code, stderr, stdout } = await starting({
      STORY: 'opens',
      PEN_URL: 'ink://ann:hunt@er2@red',
    }).ended;
    expect(code).toBe(2);
    expect(stderr).toBe(
      "The example can't start. PEN_URL is not valid: no ink of this colour: ink://***@red.\n",
    );
    expect(stdout).not.toMatch(/hunt|er2/);
  });

  it('says in a sentence why it failed, closes what was open, and ends with 1', async () => {
    const { code, messages, stdout } = await starting({ STORY: 'fails' }).ended;
    expect(code).toBe(1);
    expect(messages.slice(2)).toEqual([
      'The example failed: The ink at https://***@ink.example has run dry. (LOG_LEVEL=debug shows where)',
      'The pen is put away.',
      'The example has ended after an error.',
    ]);
    expect(stdout).not.toMatch(/\bat .*fixture\.ts/);
  });

  it('shows where an error came from at the level debug', async () => {
    const { stdout } = await starting({ STORY: 'fails', LOG_LEVEL: 'debug' }).ended;
    expect(stdout).toMatch(/"stack":"Error: .* at .*service\.fixture\.ts/);
    expect(stdout).not.toContain('hunter2');
  });

  it('ends with 1 after a rejection that nobody handled', async () => {
    const { code, messages } = await starting({ STORY: 'rejects' }).ended;
    expect(code).toBe(1);
    expect(messages.join('\n')).toContain('The example failed: Nobody expected this.');
    expect(messages).toContain('The pen is put away.');
  });

  it.each([
    ['hangs', 'its work to end'],
    ['hangs-closing', 'the ink to close'],
  ])('that %s is ended with 1, and says what it was waiting for', async (story, what) => {
    const { child, ended, listening } = starting({ STORY: story });
    await listening();
    child.kill('SIGTERM');
    const { code, messages } = await ended;
    expect(code).toBe(1);
    expect(messages.at(-1)).toBe(
      `The example did not stop within 0.5 s: it was still waiting for ${what}.`,
    );
  });

  it('ends at once at the second SIGINT, which one keystroke sent twice is not', async () => {
    const slow = { CLOSE_TIMEOUT_MS: '60000' };
    const { child, ended, logged, listening } = starting({ STORY: 'hangs', ...slow });
    await listening();
    child.kill('SIGINT');
    await logged('it received SIGINT');
    child.kill('SIGINT');
    await sleep(300);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });

  it('works and stops as ever where it is traced to nobody', async () => {
    const nowhere = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const { code, stderr } = await starting({ ...nowhere, STORY: 'is-done' }).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('logs for people where it is asked to', async () => {
    const { stdout } = await starting({ STORY: 'is-done', LOG_FORMAT: 'pretty' }).ended;
    expect(stdout).toMatch(/INFO: example: The example is starting/);
    expect(stdout).toMatch(/INFO: example: The example has stopped\.\n$/);
  });
});

describe('a service that is asked what it is', () => {
  const secret = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hunter2@traces.example/otlp' };

  it('prints every variable as it is in force, without secrets, and opens nothing', async () => {
    const asked = starting({ ...secret, PORT: '0080', STORY: ' ' }, '--print-config');
    const { code, stdout, stderr } = await asked.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^# Where it answers\.\nPORT=80\n\n# What happens to it\. \(default\)\n/,
    );
    expect(stdout).toContain('\nSTORY=waits\n');
    expect(stdout).toContain('\nLOG_LEVEL=info\n');
    expect(stdout).toContain('\nOTEL_EXPORTER_OTLP_ENDPOINT=https://***@traces.example/otlp\n');
    expect(stdout).toContain('\nOTEL_SERVICE_NAME=example\n');
    expect(stdout).not.toContain('hunter2');
  });

  it('prints the same for programs', async () => {
    const { code, stdout } = await starting({ PORT: '80' }, '--print-config', '--json').ended;
    expect(code).toBe(0);
    const { service, variables } = JSON.parse(stdout);
    expect(service).toBe('example');
    expect(variables).toContainEqual({
      name: 'PORT',
      value: 80,
      isDefault: false,
      description: 'Where it answers.',
      expects: 'a port, a whole number from 0 (any that is free) to 65535',
    });
    expect(variables).toContainEqual(
      expect.objectContaining({
        name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        value: null,
        isDefault: true,
      }),
    );
  });

  it('says what is wrong with its configuration instead, and ends as a start would', async () => {
    const { code, stdout, stderr } = await starting({ PORT: 'http' }, '--print-config').ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^The example can't start\. The configuration is not valid:\n {2}PORT is/,
    );
  });

  it.each(['--help', '-h'])('explains its usage with %s', async (argument) => {
    const { code, stdout } = await starting({ PORT: 'http' }, argument).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('--print-config');
  });

  it.each([
    [['--verbose'], 'It takes no argument "--verbose"; --help says what it takes.'],
    [['start'], 'It takes no argument "start"; --help says what it takes.'],
    [
      ['--print-config=all'],
      'It takes no argument "--print-config=all"; --help says what it takes.',
    ],
    [['--json'], '--json is for --print-config alone.'],
  ])('does not start with %s, and says why', async (args, sentence) => {
    const { code, stdout, stderr } = await starting({}, ...args).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`The example can't start. ${sentence}\n`);
  });
});
