import { existsSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { expect, it, vi } from 'vitest';
import { RealEngines } from './real-engines.ts';

it('starts the broker again although the first attempt fails', async () => {
  const attempted = path.join(temporaryFolder('broker'), 'attempted');
  const started = `${attempted}-twice`;
  const fails = `touch ${attempted}; echo "Error: normal" >&2; exit 69`;
  vi.stubEnv(
    'CHAOS_START_BROKER',
    `if [ -e ${attempted} ]; then touch ${started}; else ${fails}; fi`,
  );
  const engines = RealEngines.fromEnvironment({
    RABBITMQ_URL: 'amqp://127.0.0.1',
    MONGODB_URL: 'mongodb://127.0.0.1',
  });
  vi.spyOn(console, 'log').mockReturnValue();
  await engines.startBroker();
  expect(existsSync(started)).toBe(true);
  vi.unstubAllEnvs();
});
