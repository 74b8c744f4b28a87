import { rmSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { repetitions, temporaryFolder } from '@energy/testing';
import { aDevice } from '@energy/testing/builders';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Device, DeviceListOptions, DeviceSort } from '../devices.ts';
import { openReadModels } from '../open.ts';
import type { StoreOptions } from '../projected-rows.ts';
import type { ReadModels } from '../read-models.ts';
import { searchedId, searchText, searchWords } from '../search-text.ts';

/** Enough for blocks of which most are not read. */
const MANY = 26_000;
/** A factor that is coprime to the moduli, so that the numbers of a device have nothing to do with each other. */
const STRIDE = 7_919;
const SORTS: readonly DeviceSort[] = ['id', 'description', 'address', 'limit', 'owner'];
const OWNERS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];

let folder: string;
let models: ReadModels;
const devices = new Map<string, Device>();
const texts = new Map<string, string>();
/** By sort and order, until something changes. */
const lists = new Map<string, Device[]>();

beforeAll(async () => {
  folder = temporaryFolder('order-blocks');
  models = openReadModels(`sqlite:${folder}/read-models.db`);
  await store(Array.from({ length: MANY }, (_, number) => device(number)));
  await indexAll();
});

afterAll(async () => {
  await models.close();
  rmSync(folder, { recursive: true });
});

function device(number: number): Device {
  const owner = [undefined, undefined, ...OWNERS][(number * STRIDE) % 4];
  return aDevice({
    description: `${['Boiler', 'Freezer', 'Насос', 'Wall box'][number % 4]} ${number}`,
    address: `Chaussée de Wavre ${(number * STRIDE) % 900}, ${1_000 + ((number * STRIDE) % 7_001)} Brussels`,
    maxHourlyConsumption: 1 + (number % 40),
    ownerId: owner,
  });
}

async function store(changed: readonly Device[], options?: StoreOptions): Promise<void> {
  for (const each of changed) {
    devices.set(each.id, each);
    texts.set(each.id, searchText(`${each.description}\n${each.address}`));
  }
  lists.clear();
  await models.devices.store(changed, undefined, options);
}

async function indexAll(): Promise<void> {
  const generation = await models.devices.generations.inUse();
  while (await generation.indexNext());
}

/** Filters devices like a list. */
function filter(
  listed: readonly Device[],
  { search = '', ownerId: owner }: DeviceListOptions,
): Device[] {
  const words = searchWords(search);
  const prefix = searchedId(words) ?? 'none';
  return listed.filter(({ id, ownerId }) => {
    if (owner !== undefined && ownerId !== (owner ?? undefined)) return false;
    return id.startsWith(prefix) || words.every((word) => texts.get(id)!.includes(word));
  });
}

/** Lists all devices, without a search. */
async function listAll({ sort, order = 'ascending' }: DeviceListOptions): Promise<Device[]> {
  const key = `${sort} ${order}`;
  const listed = lists.get(key) ?? [
    ...(await models.devices.list({ sort, order, limit: MANY * 2 })).devices,
  ];
  lists.set(key, listed);
  return listed;
}

/** Compares the pages of a search with the filtered list of all devices in the same order. */
async function expectPages(options: DeviceListOptions, pages = 3): Promise<void> {
  const { limit } = options;
  const all = await listAll(options);
  const expected = filter(all, options).map(({ id }) => id);
  let after: string | undefined;
  for (let page = 0; page < pages; page++) {
    const { devices: found, next } = await models.devices.list({ ...options, after });
    const start = page * limit;
    expect(found.map(({ id }) => id)).toEqual(expected.slice(start, start + limit));
    expect(next !== undefined).toBe(expected.length > start + limit);
    if (next === undefined) return;
    after = next;
  }
}

const anyOrder = fc.constantFrom('ascending' as const, 'descending' as const);
const anySearch = fc
  .array(
    fc.oneof(
      fc.constantFrom('boil', 'reezer', 'wall', 'ox', 'avre', 'ee', 'bruss', 'q', ',', 'насо', 'с'),
      fc.integer({ min: 0, max: 9_999 }).map(String),
      fc.integer({ min: 0, max: 9 }).map(String),
    ),
    { minLength: 0, maxLength: 4 },
  )
  .map((words) => words.join(' '));
const anyOptions = fc.record({
  search: anySearch,
  sort: fc.constantFrom(...SORTS),
  order: anyOrder,
  limit: fc.constantFrom(1, 20, 100, 900),
  ownerId: fc.constantFrom(undefined, undefined, null, ...OWNERS),
});

describe('a search in a list that is divided into blocks', () => {
  it.each([
    'box wavre 1',
    'boiler freezer',
    'насос 7',
    'насос box',
    'c',
    'я',
    'box 8 9 7',
    'wavre brussels',
  ])('finds all pages in every order: %s', async (search) => {
    for (const sort of SORTS) {
      await expectPages({ search, sort, limit: 100 });
      await expectPages({ search, sort, order: 'descending', limit: 100, ownerId: null });
    }
  });

  it('finds all pages, whatever is searched', async () => {
    await fc.assert(
      fc.asyncProperty(anyOptions, (options) => expectPages(options)),
      { numRuns: repetitions({ quick: 15, thorough: 100 }) },
    );
  });

  it('finds devices where they stand now, whatever has changed', async () => {
    const anyChange = fc.record({
      device: fc.nat({ max: MANY - 1 }),
      description: fc.constantFrom('Aaa 1', 'Wall box', 'Zzz я', 'Насос 3'),
      limit: fc.integer({ min: 1, max: 90 }),
      isDecommissioned: fc.boolean(),
    });
    const ids = [...devices.keys()];
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyChange, { minLength: 1, maxLength: 30 }),
        anyOptions,
        async (changes, options) => {
          const changed = changes.map(({ device: index, description, limit, isDecommissioned }) => {
            const before = devices.get(ids[index]!)!;
            return {
              ...before,
              description,
              maxHourlyConsumption: limit,
              decommissionedAt: isDecommissioned ? '2026-11-22T10:00:00.000Z' : undefined,
              revision: before.revision + 1,
            };
          });
          const last = new Map(changed.map((each) => [each.id, each]));
          await store([...last.values()]);
          await store([device(devices.size)]);
          await expectPages(options, 2);
        },
      ),
      { numRuns: repetitions({ quick: 8, thorough: 50 }) },
    );
  });

  it('reads no order to its end where matches come late or not at all', async () => {
    const all = vi.spyOn(StatementSync.prototype, 'all');
    for (const sort of SORTS) {
      for (const search of ['box wavre', 'boiler freezer', 'x ee']) {
        await models.devices.list({ limit: 20, sort, search });
      }
    }
    const contexts = all.mock.contexts as StatementSync[];
    const statements = contexts.map(({ sourceSQL }) => sourceSQL);
    all.mockRestore();
    const ofOrders = statements.filter((sql) => sql.includes('INDEXED BY'));
    expect(ofOrders).not.toHaveLength(0);
    for (const sql of ofOrders) expect(sql).toMatch(/id\) < \(/);
  });

  it('divides its orders again when it has grown, and after a replay of everything', async () => {
    await store(Array.from({ length: MANY / 2 }, (_, number) => device(number)));
    const generation = await models.devices.generations.inUse();
    expect(await generation.indexNext()).toBe(true);
    await indexAll();
    await expectPages({ search: 'box 12', sort: 'description', limit: 100 });
    const changed = [...devices.values()].map((each) => ({ ...each, revision: each.revision + 1 }));
    await store(changed, { more: true });
    await expectPages({ search: 'box 12', sort: 'address', limit: 100 });
    await indexAll();
    await expectPages({ search: 'box 12', sort: 'address', limit: 100 });
  });
});
