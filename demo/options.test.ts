import { createServer } from 'node:net';
import { RunningProcess } from '@energy/testing';
import { expect, it } from 'vitest';

function demo(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProcess {
  return RunningProcess.start('demo/main.ts', { args, env });
}

it('shows its usage', async () => {
  const running = demo(['--help']);
  expect(await running.exited).toBe(0);
  expect(running.stdout).toMatch(/^Usage: npm run demo/);
  expect(running.stderr).toBe('');
});

it('refuses an unknown option in a sentence', async () => {
  const running = demo(['--quick']);
  expect(await running.exited).toBe(2);
  expect(running.stderr).toMatch(/^Unknown option '--quick'.*\n\nUsage: npm run demo/);
});

it('refuses a PORT that is no port, or taken', async () => {
  const wrong = demo([], { PORT: 'http' });
  expect(await wrong.exited).toBe(2);
  expect(wrong.output).toBe('PORT is "http" but must be an integer from 0 to 65535.\n');

  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const taken = demo([], { PORT: String(port) });
  expect(await taken.exited).toBe(2);
  expect(taken.output).toBe(`PORT is ${port}, but this port cannot be used. Choose another one.\n`);
  server.close();
});
