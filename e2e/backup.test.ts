import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@energy/testing';
import { Api, type Person, registerClient, signInAdministrator } from '@energy/testing/api';
import { oneTimePassword, serviceUrl, TestPlatform } from '@energy/testing/platform';
import { afterEach, describe, expect, it } from 'vitest';

const BACKUPS = 2;
const LOT = 120;
const READINGS_OF_AN_HOUR = 6;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FROM = Date.UTC(2021, 0, 1); // Early enough that no load reaches the present.

/**
 * One of an endless series of readings, ten minutes apart. Each reading of an hour is a different power of
 * two, so that the total shows which readings it contains.
 */
function reading(device: string, number: number) {
  const energy = 2 ** (number % READINGS_OF_AN_HOUR);
  return {
    timestamp: FROM + number * 10 * MINUTE_MS,
    device_id: device,
    measurement_value: energy / 1e9,
  };
}

describe('a backup of the platform at work', () => {
  const platforms: TestPlatform[] = [];
  const opened = (platform: TestPlatform) => {
    platforms.push(platform);
    return platform;
  };

  afterEach(async () => {
    await Promise.all(platforms.splice(0).map((platform) => platform.close()));
  });

  it('restores what had been acknowledged, and all of it agrees', {
    timeout: 180_000,
  }, async () => {
    const platform = opened(TestPlatform.open());
    const { administrator, processes } = await startServices(platform);
    const load = new Load(platform, administrator);
    await load.start();
    const backups: { folder: string; acknowledged: Acknowledged }[] = [];
    for (let number = 0; number < BACKUPS; number++) {
      await load.goesOn();
      const folder = `${platform.folder}/backup-${number}`;
      const acknowledged = load.acknowledged();
      const { code, output } = await platform.run('cli/main.ts', 'backup', folder);
      expect(output).toMatch(/Backed up to/);
      expect(code).toBe(0);
      backups.push({ folder, acknowledged });
    }
    await load.stop();
    // A running process holds leases on its messages, also in a restored queue, until they expire.
    await Promise.all(processes.map((each) => each.stop()));

    for (const { folder, acknowledged } of backups) {
      const restored = opened(await TestPlatform.restored(folder));
      await expectAllOf(acknowledged, restored, load);
      await expectToSignIn(administrator, acknowledged.clients, restored);
    }
  });
});

/** Starts a projector and command-api; resolves to both and to the first administrator. */
async function startServices(platform: TestPlatform) {
  const projector = await platform.startProjector();
  const commandApi = platform.start('command-api/main.ts');
  const api = new Api(`${await serviceUrl(commandApi)}/api`);
  const administrator = await signInAdministrator(api, await oneTimePassword(commandApi));
  return { administrator, processes: [projector, commandApi] };
}

interface Acknowledged {
  readonly readings: number;
  readonly devices: readonly string[];
  readonly clients: readonly Person[];
}

/** Adds readings, devices and clients until it is stopped. */
class Load {
  /** Id of the device whose readings are sent. */
  device = '';
  readonly #platform: TestPlatform;
  readonly #administrator: Person;
  readonly #devices: string[] = [];
  readonly #clients: Person[] = [];
  #readings = 0;
  #stopping = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(platform: TestPlatform, administrator: Person) {
    this.#platform = platform;
    this.#administrator = administrator;
  }

  async start(): Promise<void> {
    this.device = await this.#platform.registerDevice({ timeZone: 'UTC' });
    this.#running = Promise.all([this.#sendReadings(), this.#register()]);
  }

  /** Resolves when more of each kind was acknowledged. */
  async goesOn(): Promise<void> {
    const { readings, devices, clients } = this.acknowledged();
    const grew = (now: Acknowledged) =>
      now.readings > readings + 10 * LOT &&
      now.devices.length > devices.length &&
      now.clients.length > clients.length;
    await eventually(() => grew(this.acknowledged()));
  }

  acknowledged(): Acknowledged {
    return {
      readings: this.#readings,
      devices: [...this.#devices],
      clients: [...this.#clients],
    };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #sendReadings(): Promise<void> {
    while (!this.#stopping) {
      const lot = Array.from({ length: LOT }, (_, n) => reading(this.device, this.#readings + n));
      await this.#platform.queue.publish(lot.map((each) => Buffer.from(JSON.stringify(each))));
      this.#readings += LOT;
      await sleep(5);
    }
  }

  async #register(): Promise<void> {
    while (!this.#stopping) {
      this.#devices.push(await this.#platform.registerDevice({ timeZone: 'Europe/Brussels' }));
      this.#clients.push(await registerClient(this.#administrator, `client ${randomUUID()}`));
    }
  }
}

/** Starts the platform on a backup, and compares its data with what had been acknowledged. */
async function expectAllOf(acknowledged: Acknowledged, restored: TestPlatform, load: Load) {
  await workOff(restored);

  const { readings, devices, clients } = acknowledged;
  const allSent = load.acknowledged().readings;
  const hours = Array.from({ length: allSent / READINGS_OF_AN_HOUR }, (_, n) => FROM + n * HOUR_MS);
  const totals = await restored.readModels.consumption.hours(load.device, hours);
  const complete = { total: 2n ** BigInt(READINGS_OF_AN_HOUR) - 1n, readings: READINGS_OF_AN_HOUR };
  const expected = hours.slice(0, totals.length).map((hour) => ({ hour, ...complete }));
  expect(totals).toEqual(expected);
  expect(totals.length * READINGS_OF_AN_HOUR).toBeGreaterThanOrEqual(readings);
  expect(await restored.queue.deadLetters.count()).toBe(0);

  for (const id of devices) expect(await restored.readModels.devices.find(id)).toBeDefined();
  for (const { id } of clients) expect(await restored.readModels.users.find(id)).toBeDefined();
  for (const subject of ['device', 'user']) {
    const { code, output } = await restored.run('cli/main.ts', 'audit', subject, '--verify');
    expect(output).toContain('no differences');
    expect(code).toBe(0);
  }
}

/** Runs a projector until everything is recorded and projected. */
async function workOff(restored: TestPlatform): Promise<void> {
  const head = await restored.eventStore.head();
  const projector = await restored.startProjector();
  const broker = new DatabaseSync(`${restored.folder}/broker.db`, { readOnly: true });
  // Messages in the hands of the projector count as well.
  const unsettled = broker.prepare('SELECT count(*) AS count FROM messages');
  await eventually(() => unsettled.get()!.count === 0);
  broker.close();
  await eventually(async () => (await restored.readModels.position()) === head);
  expect(await projector.stop()).toBe(0);
}

async function expectToSignIn(
  administrator: Person,
  clients: readonly Person[],
  restored: TestPlatform,
) {
  const variables = { SIGN_INS_PER_ADDRESS: '100000' };
  const commandApi = restored.start('command-api/main.ts', { env: variables });
  const url = `${await serviceUrl(commandApi)}/api`;
  for (const { name, password } of [administrator, ...clients]) {
    const answer = await new Api(url).send('POST', '/session', { name, password });
    expect(answer.status).toBe(200);
  }
  expect(commandApi.output).not.toContain('one-time password');
}
