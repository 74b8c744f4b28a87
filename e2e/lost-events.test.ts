import { cp, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { eventually, RunningProcess, repetitions, temporaryFolder } from '@energy/testing';
import type { Api } from '@energy/testing/api';
import { aDeviceRegistration } from '@energy/testing/builders';
import { type Engines, serviceUrl, TestPlatform } from '@energy/testing/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const STAND_IN = 'packages/event-store/eventstoredb/testing/main.ts';
const CLI = 'cli/main.ts';

interface Problem {
  readonly status: number;
  readonly type: string;
}

describe('a platform whose event store lost its end', () => {
  const platforms: TestPlatform[] = [];
  const servers: RunningProcess[] = [];

  afterAll(async () => {
    await Promise.all(platforms.splice(0).map((platform) => platform.close()));
    await Promise.all(servers.splice(0).map((server) => server.kill()));
  });

  describe('on SQLite', () => {
    let before: Awaited<ReturnType<typeof used>>;
    beforeAll(async () => {
      before = await used();
      await before.platform.killAll();
    });

    const damages = [
      ['64 bytes of events.db-wal are overwritten', overwriteWal],
      ['events.db is missing', removeEvents],
    ] as const;
    it.each(damages.slice(0, repetitions({ quick: 1, thorough: 2 })))(
      'refuses to go on until an operator decides: %s',
      {
        timeout: 180_000,
      },
      async (_, damage) => {
        const { platform, session, position } = before;
        const folder = temporaryFolder('damaged');
        await cp(platform.folder, folder, { recursive: true });
        for (const file of await readdir(folder)) {
          if (file.endsWith('-shm')) await rm(path.join(folder, file));
        }
        await damage(folder);
        const damaged = await TestPlatform.restored(folder);
        platforms.push(damaged);
        await expectRefusedUntilAccepted(damaged, session, position);
        await damaged.killAll();
      },
    );
  });

  it('refuses to go on until an operator decides, on EventStoreDB', {
    timeout: 180_000,
  }, async () => {
    const server = RunningProcess.start(STAND_IN, { args: ['0'] });
    servers.push(server);
    const [EVENT_STORE_URL] = await server.waitForOutput(/esdb:\S+/);
    const { platform, session, position } = await used({ EVENT_STORE_URL: EVENT_STORE_URL! });
    await platform.killAll();
    server.signal('SIGUSR2');
    await eventually(async () => {
      const head = await platform.eventStore.head().catch(() => position);
      return head !== position;
    });
    await expectRefusedUntilAccepted(platform, session, position);
  });

  /** A platform with ten devices, all of them projected. */
  async function used(engines: Partial<Engines> = {}) {
    const platform = TestPlatform.open(engines);
    platforms.push(platform);
    const { administrator } = await platform.startBehindGateway();
    const session = administrator.api;
    let position: string | undefined;
    for (let n = 0; n < 10; n++) {
      ({ position } = await session.request('POST', '/devices', aDeviceRegistration()));
    }
    await session.request('GET', '/devices', undefined, position);
    return { platform, session, position: position! };
  }

  async function expectRefusedUntilAccepted(
    platform: TestPlatform,
    session: Api,
    position: string,
  ): Promise<void> {
    const projector = platform.start('projector/main.ts');
    const commandApi = platform.start('command-api/main.ts');
    const queryApi = platform.start('query-api/main.ts');
    const chat = platform.start('chat-grpc/main.ts');
    const operationsUrl = async (process: RunningProcess) =>
      (await process.waitForOutput(/health are at (http:\/\/127\.0\.0\.1:\d+)/))[1]!;
    const commands = await serviceUrl(commandApi);
    const queries = await serviceUrl(queryApi);
    const urls = [commands, queries, await operationsUrl(projector), await operationsUrl(chat)];
    for (const url of urls) {
      const notReady = await eventually(async () => notReadyOf(url));
      expect(notReady).toMatchObject({ events: expect.stringMatching(/lacks events.*accept-end/) });
    }
    const asking = session.at(`${queries}/api`);
    const commanding = session.at(`${commands}/api`);
    const refused: Problem = { status: 503, type: 'urn:energy:problem:events-missing' };
    const registration = aDeviceRegistration();
    const register = () => commanding.send('POST', '/devices', registration);
    expect(await problemOf(asking.send('GET', '/devices'))).toEqual(refused);
    expect(await problemOf(asking.send('GET', '/devices', undefined, position))).toEqual(refused);
    expect(await problemOf(register())).toEqual(refused);

    const list = await platform.run(CLI, 'projections', 'list');
    expect(list.output).toMatch(/devices .* ahead of the event store/);
    expect(list.output).toMatch(/accept-end/);
    expect(list.code).toBe(1);
    await Promise.all(
      [
        ['projections', 'verify', 'devices'],
        ['projections', 'rebuild', 'devices'],
        ['audit', 'device', '--verify'],
        ['users', 'add-administrator', 'Ada'],
      ].map(async (args) => {
        const { code, output } = await platform.run(CLI, ...args);
        expect({ args, code, output }).toEqual({
          args,
          code: 1,
          output: expect.stringMatching(/lacks events/),
        });
      }),
    );
    const lines = projector.output.split('\n').filter((line) => line.includes('lacks events'));
    const warnings = lines.filter((line) => line.includes('"level":"warn"'));
    expect(warnings).toHaveLength(1);

    const accepted = await platform.run(CLI, 'event-store', 'accept-end', '--yes');
    expect(accepted).toMatchObject({ code: 0, output: expect.stringMatching(/Rebuilt devices/) });
    for (const url of urls) await eventually(async () => (await notReadyOf(url)) === undefined);
    const registered = await commanding.request<{ id: string }>('POST', '/devices', registration);
    const seen = await asking.request<{ id: string }>(
      'GET',
      `/devices/${registered.body.id}`,
      undefined,
      registered.position,
    );
    expect(seen.body.id).toBe(registered.body.id);
    const [verified, listed, acceptedAgain] = await Promise.all([
      platform.run(CLI, 'projections', 'verify', 'devices'),
      platform.run(CLI, 'projections', 'list'),
      platform.run(CLI, 'event-store', 'accept-end'),
    ]);
    expect(verified.code).toBe(0);
    expect(listed.code).toBe(0);
    expect(acceptedAgain).toMatchObject({
      code: 0,
      output: expect.stringMatching(/nothing to accept/),
    });
  }
});

async function overwriteWal(folder: string): Promise<void> {
  const file = path.join(folder, 'events.db-wal');
  const { size } = await stat(file);
  const wal = await open(file, 'r+');
  await wal.write(Buffer.alloc(64, 0xff), 0, 64, Math.floor(size * 0.8));
  await wal.close();
}

async function removeEvents(folder: string): Promise<void> {
  for (const file of ['events.db', 'events.db-wal']) {
    await rm(path.join(folder, file), { force: true });
  }
}

/** Reasons why dependencies are not ready, by name; `undefined` if all are ready. */
async function notReadyOf(url: string): Promise<Record<string, string> | undefined> {
  const response = await fetch(`${url}/health/ready`);
  if (response.ok) return undefined;
  return ((await response.json()) as { notReady: Record<string, string> }).notReady;
}

async function problemOf(sent: Promise<Response>): Promise<Problem> {
  const response = await sent;
  return { status: response.status, type: ((await response.json()) as Problem).type };
}
