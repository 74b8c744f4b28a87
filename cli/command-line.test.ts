import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEventStore } from '@energy/event-store';
import { openMeasurementQueue } from '@energy/measurements';
import { openReadModels } from '@energy/read-models';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine } from './command-line.ts';

const silent = { info() {}, warn() {} };

describe('the energy command line', () => {
  let folder: string;
  let environment: Record<string, string>;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'energy-cli-'));
    environment = {
      EVENT_STORE_URL: `sqlite:${folder}/events.db`,
      READ_MODEL_URL: `sqlite:${folder}/read-models.db`,
      BROKER_URL: `sqlite:${folder}/broker.db`,
    };
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a command; resolves to its exit code and what it wrote. */
  async function energy(...args: string[]) {
    const written = { out: '', said: '' };
    const stdout = { write: (text: string) => (written.out += text) };
    const stderr = { write: (text: string) => (written.said += text) };
    const streams = { stdout, stderr } as unknown as NodeJS.Process;
    return { code: await runCommandLine(args, environment, streams), ...written };
  }

  const fridge = [
    ...['--description', 'Fridge', '--address', 'Rue de la Loi 16'],
    ...['--limit', '0.5', '--time-zone', 'europe/brussels'],
  ];

  async function history(id: string) {
    const store = openEventStore(environment.EVENT_STORE_URL!, silent);
    const events = [];
    for await (const { type, data, metadata } of store.readStream(`device-${id}`)) {
      expect(metadata.actor).toBe('system');
      events.push([type, data]);
    }
    await store.close();
    return events;
  }

  describe('devices', () => {
    it('are registered, changed and decommissioned, and every decision stays', async () => {
      const registered = await energy('devices', 'register', ...fridge);
      expect(registered).toMatchObject({ code: 0, said: '' });
      const id = registered.out.trim();
      expect(await energy('devices', 'change', id, '--limit', '0.75')).toMatchObject({ code: 0 });
      expect((await energy('devices', 'change', id, '--limit', '0.75')).said).toMatch(
        'was so before',
      );
      expect(await energy('devices', 'decommission', id.toUpperCase())).toMatchObject({ code: 0 });
      expect(await history(id)).toEqual([
        [
          'DeviceRegistered',
          {
            description: 'Fridge',
            address: 'Rue de la Loi 16',
            maxHourlyConsumption: 0.5,
            timeZone: 'Europe/Brussels',
          },
        ],
        ['DeviceLimitChanged', { maxHourlyConsumption: 0.75 }],
        ['DeviceDecommissioned', {}],
      ]);
      const again = await energy('devices', 'change', id, '--limit', '1');
      expect(again).toMatchObject({ code: 2, said: 'The device was decommissioned for good.\n' });
    });

    it('are registered under an id of one’s own, once', async () => {
      const id = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
      expect((await energy('devices', 'register', ...fridge, '--id', id)).out).toBe(`${id}\n`);
      expect(await energy('devices', 'register', ...fridge, '--id', id)).toMatchObject({ code: 2 });
    });

    it('are registered by the thousand', async () => {
      const { out } = await energy('devices', 'register', ...fridge, '--count', '1200');
      expect(new Set(out.trim().split('\n')).size).toBe(1_200);
    });

    it('are listed as the projector has them', async () => {
      const models = openReadModels(environment.READ_MODEL_URL!);
      await models.close();
      expect(await energy('devices', 'list')).toEqual({ code: 0, out: '', said: '' });
    });

    it.each([
      [['register', ...fridge, '--limit', '-1'], 'greater than 0'],
      [['register', ...fridge, '--limit', 'much'], 'must be a number'],
      [['register', ...fridge, '--time-zone', 'Mars/Olympus'], 'IANA time zone'],
      [['register', ...fridge, '--count', '0'], 'whole number from 1'],
      [['register', '--description', 'Fridge'], 'not specified'],
      [['change', 'fridge', '--limit', '1'], 'is no device id'],
      [['change', '5c2494a3-1140-4c7a-991a-a1a2561c6bc2', '--limit', '1'], 'There is no device'],
      [['change', '5c2494a3-1140-4c7a-991a-a1a2561c6bc2'], 'Say what to change'],
      [['explode'], 'unknown command'],
    ])('%j is refused with a sentence', async (args, sentence) => {
      const { code, said } = await energy('devices', ...args);
      expect(code).toBe(2);
      expect(said).toContain(sentence);
      expect(said).not.toContain('    at ');
    });
  });

  describe('dead letters', () => {
    beforeEach(async () => {
      const queue = openMeasurementQueue(environment.BROKER_URL!, { log: silent });
      await queue.publish(['one', 'two', '\xff'].map((text) => Buffer.from(text, 'latin1')));
      const { signal } = new AbortController();
      for await (const batch of queue.consume({ batchSize: 3, lingerMs: 0, signal })) {
        const [one, two, three] = batch.bodies as [Uint8Array, Uint8Array, Uint8Array];
        await batch.settle([
          { body: one, reason: 'not-json', detail: 'The message is not JSON.' },
          { body: two, reason: 'device-unknown', detail: 'No device is registered.' },
          { body: three, reason: 'not-utf8', detail: 'The message is not UTF-8.' },
        ]);
        break;
      }
      await queue.close();
    });

    it('are listed with their reasons, oldest first', async () => {
      const { code, out, said } = await energy('dead-letters', 'list', '--limit', '2');
      expect(code).toBe(0);
      expect(out).toMatch(/Z {2}not-json {2}The message is not JSON\.\n.*device-unknown.*\n$/);
      expect(said).toBe('2 of 3 dead letters.\n');
    });

    it('are listed as JSON, bytes that are no text in base64', async () => {
      const { out } = await energy('dead-letters', 'list', '--json');
      const letters = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(letters).toMatchObject([{ body: 'one' }, { body: 'two' }, { bodyBase64: '/w==' }]);
    });

    it('are sent again or deleted, by reason or all', async () => {
      const replayed = await energy('dead-letters', 'replay', '--reason', 'device-unknown');
      expect(replayed.said).toBe('Sent 1 dead letters again.\n');
      expect((await energy('dead-letters', 'purge')).said).toBe('Deleted 2 dead letters.\n');
    });
  });

  it('says which variable makes no sense', async () => {
    environment.BROKER_URL = 'kafka://somewhere';
    const { code, said } = await energy('dead-letters', 'list');
    expect(code).toBe(2);
    expect(said).toContain('BROKER_URL is "kafka://somewhere" but must be a URL that starts with');
  });

  it('says when an engine is away', async () => {
    environment.EVENT_STORE_URL = `sqlite:${folder}`;
    const { code, said } = await energy('devices', 'register', ...fridge);
    expect(code).toBe(1);
    expect(said).toMatch(/^the database .* can't be used/);
  });

  it('explains itself', async () => {
    expect(await energy('--help')).toMatchObject({ code: 0 });
    expect((await energy('devices', 'register', '--help')).out).toContain('--time-zone');
  });
});
