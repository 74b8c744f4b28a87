import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { repetitions, temporaryFolder } from '@energy/testing';
import { aDevice } from '@energy/testing/builders';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device, DeviceSort } from '../devices.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { hasWords } from '../search-text.ts';
import { DEVICES_TABLE } from './devices.ts';

/** So many rows drop the indexes. */
const BATCH = 6_000;
const ANN = randomUUID();
const BOB = randomUUID();
const ALL_INDEXES = Object.keys(DEVICES_TABLE.indexes).length;
const SORTS: readonly DeviceSort[] = ['id', 'description', 'address', 'limit', 'owner'];

let folder: string;
let file: string;
let models: ReadModels;

beforeEach(() => {
  folder = temporaryFolder('filled-tables');
  file = path.join(folder, 'read-models.db');
  models = openReadModels(`sqlite:${file}`);
});

afterEach(async () => {
  await models.close();
  rmSync(folder, { recursive: true });
});

function devicesFrom(first: number, count: number): Device[] {
  return Array.from({ length: count }, (_, index) => {
    const isOwned = index % 1_000 === 0;
    return aDevice({
      description: `Meter ${first + index}`,
      address: `Road ${(first + index) % 7}`,
      maxHourlyConsumption: (first + index) % 5,
      ownerId: isOwned ? ANN : undefined,
      ownerships: isOwned ? [period(ANN)] : [],
    });
  });
}

function period(ownerId: string, until?: number) {
  return { ownerId, from: 0, until, last: undefined };
}

function indexCount(): number {
  const db = new DatabaseSync(file);
  const { count } = db
    .prepare(`SELECT count(*) AS count FROM pragma_index_list('${DEVICES_TABLE.name}')`)
    .get()!;
  db.close();
  return count as number;
}

async function indexNext(): Promise<boolean> {
  return (await models.devices.generations.inUse()).indexNext();
}

async function indexAll(): Promise<void> {
  while (await indexNext());
}

/** Compares lists, searches and owners with what was stored. */
async function expectFound(stored: readonly Device[]): Promise<void> {
  const idsOf = (devices: readonly Device[]) => devices.map(({ id }) => id).sort();
  const inUse = stored.filter(({ decommissionedAt }) => decommissionedAt === undefined);
  const other = openReadModels(`sqlite:${file}`);
  for (const sort of SORTS) {
    const { devices } = await other.devices.list({ limit: 30_000, sort });
    expect(idsOf(devices)).toEqual(idsOf(inUse));
  }
  for (const search of ['meter 5999', 'changed', 'road 3', '17', 'zz']) {
    const { devices } = await other.devices.list({ limit: 30_000, search });
    const expected = inUse.filter(({ description, address }) =>
      hasWords(`${description}\n${address}`, search),
    );
    expect(idsOf(devices)).toEqual(idsOf(expected));
  }
  for (const owner of [ANN, BOB]) {
    const expected = stored.filter(({ ownerships }) =>
      ownerships.some(({ ownerId }) => ownerId === owner),
    );
    expect(idsOf(await other.devices.everOwnedBy(owner))).toEqual(idsOf(expected));
  }
  await other.close();
}

describe('a table that a replay fills', () => {
  it('is listed and searched right before and after its indexes exist', async () => {
    const first = devicesFrom(0, BATCH);
    await models.devices.store(first, undefined, { more: true });
    expect(indexCount()).toBe(1);
    await expectFound(first);
    const second = devicesFrom(BATCH, BATCH);
    await models.devices.store(second, undefined, { more: true });
    await models.devices.store([], '02');
    await expectFound([...first, ...second]);
    expect(await indexNext()).toBe(true);
    expect(indexCount()).toBe(ALL_INDEXES);
    await expectFound([...first, ...second]);
    await indexAll();
    await expectFound([...first, ...second]);
  });

  it('gets its indexes after a kill', async () => {
    const devices = devicesFrom(0, BATCH);
    await models.devices.store(devices, '01', { more: true });
    await models.close();
    models = openReadModels(`sqlite:${file}`);
    expect(indexCount()).toBe(1);
    await indexAll();
    expect(indexCount()).toBe(ALL_INDEXES);
    await expectFound(devices);
  });

  it('is found as it is now, whatever is stored and indexed in between', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), more: fc.boolean() }),
      fc.record({
        kind: fc.constantFrom('rename' as const, 'assign' as const, 'decommission' as const),
        // Of the first and of the last rows: in the index of texts and not yet in it.
        at: fc.constantFrom(0, 1, 5_001, -1, -2),
        more: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('index' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        await models.close();
        rmSync(file, { force: true });
        for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
        models = openReadModels(`sqlite:${file}`);
        const stored = devicesFrom(0, BATCH);
        await models.devices.store(stored, undefined, { more: true });
        for (const each of steps) {
          if (each.kind === 'index') await indexNext();
          else if (each.kind === 'add') {
            const added = devicesFrom(stored.length, 10);
            stored.push(...added);
            await models.devices.store(added, undefined, { more: each.more });
          } else {
            const index = stored.indexOf(stored.at(each.at)!);
            stored[index] = changed(stored[index]!, each.kind);
            await models.devices.store([stored[index]!], undefined, { more: each.more });
          }
        }
        await expectFound(stored);
        await indexAll();
        await expectFound(stored);
      }),
      { numRuns: repetitions({ quick: 3, thorough: 8 }) },
    );
  });
});

function changed(device: Device, kind: 'rename' | 'assign' | 'decommission'): Device {
  const revision = device.revision + 1;
  if (device.decommissionedAt !== undefined) return { ...device, revision };
  if (kind === 'rename') return { ...device, description: `Changed ${revision}`, revision };
  if (kind === 'decommission') {
    return { ...device, decommissionedAt: '2026-11-21T10:00:00.000Z', revision };
  }
  const ended = device.ownerships.map(({ ownerId }) => period(ownerId, 1));
  return { ...device, ownerId: BOB, ownerships: [...ended, period(BOB)], revision };
}
