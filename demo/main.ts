// npm run demo: the platform at work, in a throw-away data folder, until Ctrl-C.
// npm run demo -- --exit: the same, then compares every hour with the ground truth: ends with 0 or 1.

import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildPages } from '@energy/infra/pages';
import { startPlatform } from '@energy/infra/platform';
import { freePort } from '@energy/testing';
import { Api } from '@energy/testing/api';
import { showPlatform } from './show.ts';

const PREFERRED_PORT = 8080;

const { values: options } = parseArgs({ options: { exit: { type: 'boolean', default: false } } });
await buildPages(console.log).catch((error: Error) => {
  console.error(`${error.message}\nThe demo was not started.`);
  process.exit(1);
});
const folder = await mkdtemp(path.join(tmpdir(), 'energy-demo-'));
const port = await freePort(PREFERRED_PORT);
const env = await environment(folder, port);
const logFile = path.join(folder, 'services.log');
const log = openSync(logFile, 'a');
const platform = startPlatform({ env, stdio: ['ignore', log, log] });

const stopping = new AbortController();
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true;
    stopping.abort(new Error(`received ${signal}`));
  });
}
platform.ended.then(() => stopping.abort(new Error('a service has ended')));

try {
  const api = new Api(`http://127.0.0.1:${port}/api`);
  const { signal } = stopping;
  process.exitCode = await showPlatform({ env, api, signal, oneTimePassword, exit: options.exit });
} catch (error) {
  process.exitCode = interrupted ? 0 : 1;
  if (!interrupted) {
    console.error(`The demo failed: ${(error as Error).message}. What the services said:`);
    console.error(readFileSync(logFile, 'utf8'));
  }
} finally {
  platform.stop();
  await platform.ended;
  await rm(folder, { recursive: true });
}

/** What the platform tells once, among what its services said. */
async function oneTimePassword(): Promise<string> {
  for (;;) {
    const told = /one-time password\s+(\S+)/.exec(readFileSync(logFile, 'utf8'));
    if (told?.[1]) return told[1];
    await sleep(100, undefined, { signal: stopping.signal });
  }
}

/** Embedded engines in the folder, or those that the environment names; ports that are free. */
async function environment(dataFolder: string, gatewayPort: number): Promise<NodeJS.ProcessEnv> {
  const [queryApiPort, commandApiPort] = [await freePort(8081), await freePort(8082)];
  const chatPort = await freePort(8084);
  return {
    EVENT_STORE_URL: `sqlite:${dataFolder}/events.db`,
    READ_MODEL_URL: `sqlite:${dataFolder}/read-models.db`,
    BROKER_URL: `sqlite:${dataFolder}/broker.db`,
    CREDENTIALS_URL: `sqlite:${dataFolder}/credentials.db`,
    ...process.env,
    PORT: String(gatewayPort),
    GATEWAY_METRICS_PORT: String(await freePort(8086)),
    PUBLIC_URL: `http://127.0.0.1:${gatewayPort}`,
    QUERY_API_PORT: String(queryApiPort),
    QUERY_API_URL: `http://127.0.0.1:${queryApiPort}`,
    COMMAND_API_PORT: String(commandApiPort),
    COMMAND_API_URL: `http://127.0.0.1:${commandApiPort}`,
    PROJECTOR_PORT: '0',
    CHAT_GRPC_PORT: String(chatPort),
    CHAT_GRPC_URL: `http://127.0.0.1:${chatPort}`,
    CHAT_GRPC_METRICS_PORT: '0',
    LOG_FORMAT: 'json',
  };
}
