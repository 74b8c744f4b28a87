import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from '../testing/operator.ts';

const FILES = ['broker.db', 'read-models.db', 'events.db', 'credentials.db'];

let operator: Operator;
let folder: string;
const energy = (...args: string[]) => operator.energy(...args);

beforeEach(async () => {
  operator = new Operator();
  folder = `${operator.folder}/backups/monday`;
  await operator.withCredentials(async () => {});
  await operator.withReadModels(async () => {});
  await operator.withQueue((queue) => queue.publish([Buffer.from('a reading')]));
  await register(3);
});

afterEach(() => operator.leave());

async function register(count: number) {
  const device = ['--description', 'Meter', '--address', 'Here', '--limit', '1'];
  const zone = ['--time-zone', 'UTC', '--count', String(count)];
  expect(await energy('devices', 'register', ...device, ...zone)).toMatchObject({ code: 0 });
}

describe('a backup', () => {
  it('has every embedded store in it, and says how far each had come', async () => {
    const { code, out, said } = await energy('backup', folder);
    expect(said).toMatch(/^Backed up to .*monday, as of 20\d\d-.*Z\.\n$/);
    expect(code).toBe(0);
    expect(out).toMatch(/^broker\.db {2}\d+ bytes {2}waiting 1 {2}deadLetters 0$/m);
    expect(out).toMatch(/^events\.db {2}\d+ bytes {2}position 0{15}3$/m);
    expect(readdirSync(folder).sort()).toEqual([...FILES, 'manifest.json'].sort());
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'));
    expect(Object.keys(manifest.files)).toEqual(FILES);
    expect(manifest.notIncluded).toEqual([]);
  });

  it('can be read by nobody else', async () => {
    await energy('backup', folder);
    const modes = [folder, ...readdirSync(folder).map((file) => `${folder}/${file}`)].map(
      (file) => statSync(file).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600, 0o600, 0o600]);
  });

  it('is the stores, when its files stand in their place', async () => {
    await energy('backup', folder);
    const restored = new Operator();
    for (const [variable, url] of Object.entries(restored.environment)) {
      restored.environment[variable] = url.replace(restored.folder, folder);
    }
    expect((await restored.energy('devices', 'list')).code).toBe(0);
    await restored.withEventStore(async (store) =>
      expect(await store.head()).toBe('0000000000000003'),
    );
    await restored.withQueue(async (queue) => expect(await queue.waiting()).toBe(1));
    restored.leave();
  });

  it('is of one moment and comes to an end, while others write all the time', async () => {
    const before = (await operator.withEventStore((store) => store.head()))!;
    const writing = new AbortController();
    let written = 0;
    const writer = operator.withEventStore(async (store) => {
      const metadata = { actor: 'system', correlationId: randomUUID(), schemaVersion: 1 } as const;
      while (!writing.signal.aborted) {
        const data = { filling: 'x'.repeat(100_000), number: written };
        const event = { id: randomUUID(), type: 'Tested', data, metadata };
        await store.append('test', 'any', [event as never]);
        written++;
      }
    });
    while (written < 200) await new Promise((resolve) => setTimeout(resolve, 10));
    const { code } = await energy('backup', folder);
    const after = written;
    writing.abort();
    await writer;
    expect(code).toBe(0);
    const copy = new DatabaseSync(`${folder}/events.db`, { readOnly: true });
    const { last, count } = copy
      .prepare('SELECT max(position) AS last, count(*) AS count FROM events')
      .get()!;
    copy.close();
    expect(count).toBe(last);
    expect(last).toBeGreaterThanOrEqual(Number(before) + 200);
    expect(last).toBeLessThanOrEqual(Number(before) + after);
  });

  it('never takes the place of anything', async () => {
    await energy('backup', folder);
    const before = readFileSync(`${folder}/manifest.json`);
    const { code, said } = await energy('backup', folder);
    expect(code).toBe(2);
    expect(said).toMatch(/monday is there already; name a folder that is not/);
    expect(readFileSync(`${folder}/manifest.json`)).toEqual(before);
  });

  it('that was interrupted is not there', async () => {
    const { code, said } = await operator.energyUntil(AbortSignal.abort(), 'backup', folder);
    expect(code).toBe(1);
    expect(said).toBe('Interrupted: there is no backup.\n');
    expect(existsSync(folder)).toBe(false);
  });

  it('of a store that is damaged is refused, and is not there', async () => {
    const events = `${operator.folder}/events.db`;
    const pages = openSync(events, 'r+');
    writeSync(pages, Buffer.alloc(4_096, 0xee), 0, 4_096, statSync(events).size - 4_096);
    closeSync(pages);
    const { code, said } = await energy('backup', folder);
    expect(said).toMatch(/^The database in .*events\.db is damaged: /);
    expect(code).toBe(1);
    expect(existsSync(folder)).toBe(false);
  });

  it('is refused where read models were built from other events', async () => {
    await operator.withReadModels(async (models) => {
      for (const rows of [
        models.users,
        models.devices,
        models.alertInboxes,
        models.conversations,
        models.tariffs,
        models.budgets,
      ]) {
        await rows.store([], '0000000000000099');
      }
    });
    const { code, said } = await energy('backup', folder);
    expect(said).toMatch(/not of one platform/);
    expect(code).toBe(1);
  });

  it('names a store that is not there', async () => {
    operator.environment.EVENT_STORE_URL = `sqlite:${operator.folder}/elsewhere.db`;
    const { code, said } = await energy('backup', folder);
    expect(code).toBe(2);
    expect(said).toMatch(/elsewhere\.db does not exist \(event store; EVENT_STORE_URL is sqlite:/);
    expect(existsSync(folder)).toBe(false);
  });

  it('copies what is embedded, and says what to do about the rest', async () => {
    operator.environment.BROKER_URL = 'amqp://projector:secret@broker';
    const { code, out, said } = await energy('backup', folder);
    expect(code).toBe(0);
    expect(said).toMatch(/^BROKER_URL is no file: let the projectors work off what waits there\./);
    expect(out).toContain('broker: not in this backup');
    expect(out + said).not.toContain('secret');
    expect(readdirSync(folder)).not.toContain('broker.db');
  });

  it('is refused where nothing is embedded', async () => {
    Object.assign(operator.environment, {
      BROKER_URL: 'amqp://broker',
      EVENT_STORE_URL: 'esdb://events',
      READ_MODEL_URL: 'mongodb://models',
      CREDENTIALS_URL: 'mongodb://models',
    });
    const { code, said } = await energy('backup', folder);
    expect(code).toBe(2);
    expect(said).toMatch(/mongodump/);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('a backup that is looked at again', () => {
  beforeEach(async () => {
    await energy('backup', folder);
  });

  it('is whole as long as nobody has touched it', async () => {
    const { code, said } = await energy('backup', '--verify', folder);
    expect(said).toBe(`The backup in ${folder} is whole.\n`);
    expect(code).toBe(0);
  });

  it.each([
    [
      'a changed file',
      () => writeFileSync(`${folder}/events.db`, 'x', { flag: 'a' }),
      /not what was backed up/,
    ],
    ['a cut file', () => truncateSync(`${folder}/broker.db`, 4_096), /not what was backed up/],
    [
      'no manifest',
      () => writeFileSync(`${folder}/manifest.json`, '{}'),
      /no manifest of a backup/,
    ],
    [
      'a broken manifest',
      () => writeFileSync(`${folder}/manifest.json`, '{'),
      /no manifest of a backup/,
    ],
  ])('is not whole with %s', async (_what, harm, sentence) => {
    harm();
    const { code, said } = await energy('backup', '--verify', folder);
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
  });

  it('is none where nothing is', async () => {
    const { code, said } = await energy('backup', '--verify', `${folder}-2`);
    expect(said).toMatch(/is no backup, or one that was not finished/);
    expect(code).toBe(1);
  });
});
