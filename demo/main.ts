import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildPages } from '@energy/infra/pages';
import { startPlatform } from '@energy/infra/platform';
import { freePort } from '@energy/testing';
import { Api } from '@energy/testing/api';
import { showPlatform } from './show.ts';

const DEFAULT_PORT = 8080;
/** Longer than an engine needs to elect a new leader. */
const RETRY_UNAVAILABLE_MS = 30_000;
const USAGE = `Usage: npm run demo [-- --exit]

Starts the platform with data in a temporary folder and shows it at work, until Ctrl-C.

Options:
  --exit      ends after comparing every hour and bill with the CSV file: exit code 0, or 1 where one differs
  -h, --help  shows this text

Environment:
  PORT        port of the pages and the API (default: ${DEFAULT_PORT}, or a free one where that is taken)
  EVENT_STORE_URL, READ_MODEL_URL, BROKER_URL, CREDENTIALS_URL
              empty engines to use instead of the embedded ones`;

const { exit } = readOptions();
const port = await choosePort();
await buildPages(console.log).catch((error: Error) => {
  console.error(`${error.message}\nThe demo was not started.`);
  process.exit(1);
});
const folder = await mkdtemp(path.join(tmpdir(), 'energy-demo-'));
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
  const api = new Api(`http://127.0.0.1:${port}/api`, { retryForMs: RETRY_UNAVAILABLE_MS });
  const { signal } = stopping;
  process.exitCode = await showPlatform({ env, api, signal, findOneTimePassword, exit });
} catch (error) {
  process.exitCode = interrupted ? 0 : 1;
  if (!interrupted) console.error(failure(error as Error));
} finally {
  platform.stop();
  await platform.ended;
  await rm(folder, { recursive: true });
}

function readOptions(): { exit: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        exit: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help) return values;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Returns `PORT`, which must be free; if it is not set, the default port or any free one. */
async function choosePort(): Promise<number> {
  const { PORT } = process.env;
  if (!PORT) return freePort(DEFAULT_PORT);
  const wanted = Number(PORT);
  const isValid = Number.isInteger(wanted) && wanted >= 0 && wanted <= 65_535;
  const chosen = isValid ? await freePort(wanted) : undefined;
  if (chosen !== undefined && (wanted === 0 || chosen === wanted)) return chosen;
  console.error(
    isValid
      ? `PORT is ${wanted}, but this port cannot be used. Choose another one.`
      : `PORT is "${PORT}" but must be an integer from 0 to 65535.`,
  );
  process.exit(2);
}

/** The first administrator's one-time password, which command-api prints once; undefined before that. */
function findOneTimePassword(): string | undefined {
  return /one-time password\s+(\S+)/.exec(readFileSync(logFile, 'utf8'))?.[1];
}

/** Formats an error for people. Appends the log unless the error is one that they can fix. */
function failure(error: Error): string {
  if (error.name === 'DemoFailed') return `The demo failed: ${error.message}`;
  const services = readFileSync(logFile, 'utf8');
  return `The demo failed: ${error.message}. Log of the services:\n${services}`;
}

/** Environment of the services: engines of the caller's environment or embedded ones in the folder; free ports. */
async function environment(dataFolder: string, gatewayPort: number): Promise<NodeJS.ProcessEnv> {
  const queryApiPort = await freePort(8081);
  const commandApiPort = await freePort(8082);
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
