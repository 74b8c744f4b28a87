import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { repetitions, temporaryFolder } from '@energy/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Device } from '../devices.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { hasWords, searchedId, searchWords } from '../search-text.ts';

/** More than are sorted for one page, and more than are compared one by one. */
const MANY = 24_000;
/** A factor that is coprime to the moduli, so that the numbers of a device have nothing to do with each other. */
const STRIDE = 7_919;

let folder: string;
let models: ReadModels;
let devices: readonly Device[];

beforeAll(async () => {
  folder = temporaryFolder('matching-rows');
  models = openReadModels(`sqlite:${folder}/read-models.db`);
  devices = Array.from({ length: MANY }, (_, number) => device(number));
  await models.devices.store(devices);
});

afterAll(async () => {
  await models.close();
  rmSync(folder, { recursive: true });
});

function device(number: number): Device {
  return {
    id: randomUUID(),
    description: `${['Boiler', 'Freezer', 'Wall box'][number % 3]} ${number}`,
    address: `Chaussée de Wavre ${(number * STRIDE) % 900}, ${1_000 + ((number * STRIDE) % 7_001)} Brussels`,
    maxHourlyConsumption: 1,
    timeZone: 'Europe/Brussels',
    registeredAt: '2026-11-20T10:00:00.000Z',
    ownerId: undefined,
    ownerships: [],
    tariffs: [],
    decommissionedAt: undefined,
    meter: {},
    revision: 0,
  };
}

async function found(search: string): Promise<readonly string[]> {
  const page = await models.devices.list({ limit: MANY, search });
  return page.devices.map(({ id }) => id).sort();
}

function expected(search: string): readonly string[] {
  const prefix = searchedId(searchWords(search)) ?? 'none';
  return devices
    .filter(
      ({ id, description, address }) =>
        id.startsWith(prefix) || hasWords(`${description}\n${address}`, search),
    )
    .map(({ id }) => id)
    .sort();
}

describe('a search in a long list', () => {
  it.each([
    'wavre 123',
    'wavre 12',
    'boiler freezer',
    'boiler wavre',
    '123 456',
    '999 12 box',
    'xyz wavre',
    'brussels 5',
    '00',
    'boiler 23999',
    'chaussee de wavre brussels freezer 1',
    'e',
    'ls',
    'zq',
    'k',
    'e 7',
    'e k',
    'wavre zq',
    'boiler z',
    'ze 23',
    '1 e b',
    'œ',
    'я',
  ])('finds all rows with the words, and no others: %s', async (search) => {
    expect(await found(search)).toEqual(expected(search));
  });

  it('finds all rows with the words, and no others, whatever is searched', async () => {
    const part = fc.constantFrom('boil', 'reezer', 'wall', 'ox', 'avre', 'ee', 'bruss', 'q', ',');
    const number = fc.integer({ min: 0, max: 9_999 }).map(String);
    const search = fc.array(fc.oneof(part, number), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(search, async (words) => {
        expect(await found(words.join(' '))).toEqual(expected(words.join(' ')));
      }),
      { numRuns: repetitions({ quick: 8, thorough: 25 }) },
    );
  });

  it('finds short words at the end of a text, and no longer when it has changed', async () => {
    const [first] = devices;
    const changed = { ...first!, address: 'Rue du Parc 1, Zürich K', revision: 1 };
    await models.devices.store([changed]);
    expect(await found('k')).toEqual([first!.id]);
    expect(await found('zu')).toEqual([first!.id]);
    await models.devices.store([{ ...first!, revision: 2 }]);
    expect(await found('k')).toEqual([]);
  });

  it.each(['wavre zq', 'boiler z', 'box z', 'oi ze'])(
    'finds nothing by the index of texts where frequent words never occur together: %s',
    async (search) => {
      const all = vi.spyOn(StatementSync.prototype, 'all');
      const { devices: listed } = await models.devices.list({ limit: 20, sort: 'id', search });
      const contexts = all.mock.contexts as StatementSync[];
      const statements = contexts.map(({ sourceSQL }) => sourceSQL);
      all.mockRestore();
      expect(listed).toEqual([]);
      expect(statements).not.toHaveLength(0);
      expect(statements.filter((sql) => sql.includes('INDEXED BY'))).toEqual([]);
    },
  );

  it('does not read the rows of the commonest trigrams, where rarer ones exclude most', async () => {
    const all = vi.spyOn(StatementSync.prototype, 'all');
    await models.devices.list({ limit: 20, search: 'wavre 8765' });
    const queries = all.mock.calls.flat().filter((value) => /^"/.test(String(value)));
    all.mockRestore();
    expect(queries).not.toHaveLength(0);
    for (const query of queries) expect(query).not.toContain('wav');
  });
});
