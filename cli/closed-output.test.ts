import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Operator } from './testing/operator.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
const run = promisify(execFile);

let operator: Operator;
beforeEach(() => {
  operator = new Operator();
});
afterEach(() => operator.leave());

it.each([
  ['devices', 'list'],
  ['devices', 'list', '--json'],
  ['audit', 'actor', 'system'],
  ['devices', '--help'],
])('ends silently when the reader of its output has gone: %s %s %s', async (...args) => {
  const registration = ['--description', 'Fridge', '--address', 'Rue de la Loi 16'];
  const limits = ['--limit', '0.5', '--time-zone', 'Europe/Brussels', '--count', '100'];
  await operator.energy('devices', 'register', ...registration, ...limits);
  await operator.withReadModels(async () => {});
  const command = [process.execPath, MAIN, ...args].map((text) => `'${text}'`).join(' ');
  const script = `${command} | true; echo "\${PIPESTATUS[0]}"`;
  const env = { ...process.env, ...operator.environment };
  const { stdout, stderr } = await run('bash', ['-c', script], { env });
  expect([stdout.trim(), stderr]).toEqual(['0', '']);
});
