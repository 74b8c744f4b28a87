import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  embeddedEnvironment,
  eventually,
  freePort,
  ROOT,
  RunningProcess,
  temporaryFolder,
} from '@energy/testing';
import { afterEach, describe, expect, it } from 'vitest';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const EXAMPLE_PASSWORD = 'k7m2p-x9q4r-hd3wn-8tz6c';
const EXAMPLE_ADDRESS = 'http://127.0.0.1:8080';

/** `npm start` builds the pages where they are not built. */
const BUILD_TIMEOUT_MS = 240_000;

const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe('the chapter "Use it" of the README', () => {
  const started: RunningProcess[] = [];
  afterEach(() => Promise.all(started.splice(0).map((each) => each.kill())));

  it.skipIf(!hasCurl)(
    'works when it is copied literally (needs curl)',
    { timeout: 400_000 },
    async () => {
      const folder = temporaryFolder('readme');
      const [PORT, metrics, commands, queries, chat] = await Promise.all(
        Array.from({ length: 5 }, async () => String(await freePort())),
      );
      const address = `http://127.0.0.1:${PORT}`;
      const env = {
        ...embeddedEnvironment(folder),
        PORT,
        GATEWAY_METRICS_PORT: metrics,
        COMMAND_API_PORT: commands,
        COMMAND_API_URL: `http://127.0.0.1:${commands}`,
        QUERY_API_PORT: queries,
        QUERY_API_URL: `http://127.0.0.1:${queries}`,
        CHAT_GRPC_PORT: chat,
        CHAT_GRPC_URL: `http://127.0.0.1:${chat}`,
      };
      const platform = RunningProcess.start('infra/start.ts', { env });
      started.push(platform);
      const [, password] = await platform.waitForOutput(
        /one-time password +(\S+)/,
        BUILD_TIMEOUT_MS,
      );
      const health = `http://127.0.0.1:${metrics}/health/ready`;
      await eventually(async () => (await fetch(health).catch(() => undefined))?.ok);
      const [register, measure, ...others] = shellBlocks(chapter('Use it')).map((block) =>
        block
          .replaceAll(EXAMPLE_PASSWORD, password!)
          .replaceAll(EXAMPLE_ADDRESS, address)
          .replaceAll('-b jar', `-sS --fail-with-body -b ${folder}/jar`)
          .replaceAll('-c jar', `-c ${folder}/jar`),
      );
      expect(others).toEqual([]);

      const variables = register!.split('\n', 1)[0]!;
      const registered = await bash(register!);
      const { id } = JSON.parse(registered.slice(registered.lastIndexOf('{"id"'))) as {
        id: string;
      };
      const [simulate, look] = measure!.replaceAll('ID', id).split('\ncurl');
      const meter = RunningProcess.spawn('bash', {
        args: ['-c', simulate!],
        env: { ...env, PATH: `${path.join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` },
      });
      started.push(meter);
      const day = await eventually(async () => {
        const shown = JSON.parse(await bash(`${variables}\ncurl${look}`));
        return shown.hours.every((hour: { readings: number }) => hour.readings === 6) && shown;
      });
      expect(day).toMatchObject({ deviceId: id, day: '2026-11-22', unit: 'kWh' });
      expect(day.hours).toHaveLength(24);
      expect(day.total).toBeGreaterThan(0);
    },
  );
});

/** The text below a heading of the second level. */
function chapter(title: string): string {
  return README.split(/^## /m).find((text) => text.startsWith(`${title}\n`))!;
}

function shellBlocks(text: string): string[] {
  return Array.from(text.matchAll(/```sh\n(.*?)```/gs), ([, block]) => block!);
}

async function bash(script: string): Promise<string> {
  const run = promisify(execFile)('bash', ['-ec', script], { cwd: ROOT });
  const { stdout } = await run.catch((error: Error & { stdout: string }) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}
