import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from '@energy/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConversationListOptions } from '../conversations.ts';
import type { DeviceListOptions } from '../devices.ts';
import type { ListOptions, Order } from '../listing.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { fillLists } from '../testing/filled-lists.ts';
import type { UserSort } from '../users.ts';

const ORDERS: readonly Order[] = ['ascending', 'descending'];
/** Number of rows: more than are sorted for one page. */
const MANY = 2_100;
const OWNER = randomUUID();

let folder: string;
let models: ReadModels;

beforeAll(async () => {
  folder = temporaryFolder('list-plans');
  models = openReadModels(`sqlite:${folder}/read-models.db`);
  await fillLists(models, MANY, OWNER);
});

afterAll(async () => {
  await models.close();
  rmSync(folder, { recursive: true });
});

/** Explains how SQLite reads a list: the query plan of every statement. */
async function plansOf(list: (handle: ReadModels) => Promise<unknown>): Promise<string[]> {
  const url = `sqlite:${folder}/read-models.db`;
  const handle = openReadModels(url);
  // Prepares the statements that are prepared only once.
  for (const { generations } of [handle.devices, handle.users, handle.conversations])
    await generations.inUse();
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  try {
    await list(handle);
    const statements = prepare.mock.calls.map(([sql]) => sql);
    prepare.mockRestore();
    const db = new DatabaseSync(`${folder}/read-models.db`);
    const plans = statements.map((sql) => {
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      return steps.map(({ detail }) => detail).join('; ');
    });
    db.close();
    return plans;
  } finally {
    prepare.mockRestore();
    await handle.close();
  }
}

const devices = (options: Partial<DeviceListOptions>) =>
  plansOf((handle) => handle.devices.list({ limit: 20, ...options }));

describe('a page of devices', () => {
  const indexes = {
    id: 'devices_7_by_id',
    description: 'devices_7_by_description',
    address: 'devices_7_by_address',
    limit: 'devices_7_by_limit',
    owner: 'devices_7_by_owner',
  };

  for (const [name, index] of Object.entries(indexes)) {
    const sort = name as keyof typeof indexes;
    it.each(ORDERS)(`by ${sort}, %s, is read from its index, without sorting`, async (order) => {
      const { next } = await models.devices.list({ limit: 20, sort, order });
      for (const search of [undefined, 'meter']) {
        const [first] = (await devices({ sort, order, search })).slice(-1);
        expect(first).toMatch(new RegExp(`^(SCAN|SEARCH) devices_7 USING INDEX ${index}`));
        expect(first).not.toContain('TEMP B-TREE');
        const [second] = (await devices({ sort, order, search, after: next })).slice(-1);
        const from = sort === 'id' ? 'id' : `(${columnOf(sort)},id)`;
        const beyond = order === 'ascending' ? '>' : '<';
        expect(second).toMatch(new RegExp(`^SEARCH devices_7 USING INDEX ${index} \\(`));
        expect(second).toContain(`${from}${beyond}`);
        expect(second).not.toContain('TEMP B-TREE');
      }
    });
  }

  const columnOf = (sort: string) =>
    ({ limit: 'max_hourly_consumption', owner: 'owner_id' })[sort] ?? `by_${sort}`;

  it('of one owner is read from the index of owners', async () => {
    for (const sort of Object.keys(indexes) as (keyof typeof indexes)[]) {
      const plans = await devices({ ownerId: OWNER, sort });
      expect(plans.at(-1)).toContain('SEARCH devices_7 USING INDEX devices_7_by_owner (owner_id=?');
    }
  });

  it('that a client ever owned is read from the indexes of owners and former owners', async () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
    const handle = openReadModels(`sqlite:${folder}/read-models.db`);
    expect(await handle.devices.everOwnedBy(OWNER)).toHaveLength((MANY * 2) / 3);
    const sql = prepare.mock.calls.map(([sql]) => sql).find((each) => /_groups WHERE/.test(each));
    prepare.mockRestore();
    await handle.close();
    const db = new DatabaseSync(`${folder}/read-models.db`);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    db.close();
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH devices_7 USING INTEGER PRIMARY KEY (rowid=?)',
      'LIST SUBQUERY 2',
      'COMPOUND QUERY',
      'LEFT-MOST SUBQUERY',
      'SEARCH devices_7_groups USING PRIMARY KEY (group_id=?)',
      'UNION ALL',
      'SEARCH devices_7 USING COVERING INDEX devices_7_by_owner (owner_id=?)',
    ]);
  });

  it('of a rare word is found in the index of texts', async () => {
    const plans = await devices({ search: 'meter 1234', sort: 'address' });
    expect(plans.at(-2)).toMatch(/^SCAN devices_7_search VIRTUAL TABLE INDEX/);
    expect(plans.at(-1)).toContain('SEARCH devices_7 USING INTEGER PRIMARY KEY (rowid=?)');
  });

  it('of a rare word that is too short for that is found in the list of trigrams', async () => {
    const plans = await devices({ search: 'zz', sort: 'owner' });
    expect(plans).toContainEqual(
      expect.stringMatching(/^SCAN devices_7_terms VIRTUAL TABLE INDEX/),
    );
    expect(plans.at(-1)).toContain('SEARCH devices_7 USING INTEGER PRIMARY KEY (rowid=?)');
  });

  it('of the beginning of an id is found in the index of ids', async () => {
    const plans = await devices({ search: 'abcd-' });
    expect(plans).toContain(
      'SEARCH devices_7 USING COVERING INDEX devices_7_by_id (id>? AND id<?)',
    );
  });
});

describe('a page of users', () => {
  const indexes = {
    name: ['users_3_by_name', 'by_name'],
    role: ['users_3_by_role', 'role'],
    registeredAt: ['users_3_by_registration', 'registered_at'],
  } as const;

  for (const [sort, [index, column]] of Object.entries(indexes)) {
    it.each(ORDERS)(`by ${sort}, %s, is read from its index, without sorting`, async (order) => {
      const options: ListOptions<UserSort> = { limit: 20, sort: sort as UserSort, order };
      const { next } = await models.users.list(options);
      const [plan] = await plansOf((handle) => handle.users.list({ ...options, after: next }));
      const beyond = order === 'ascending' ? '>' : '<';
      expect(plan).toMatch(new RegExp(`^SEARCH users_3 USING INDEX ${index} \\(`));
      expect(plan).toContain(`(${column},id)${beyond}`);
      expect(plan).not.toContain('TEMP B-TREE');
    });
  }
});

describe('a page of conversations', () => {
  const conversations = (options: Partial<ConversationListOptions> = {}) =>
    plansOf((handle) => handle.conversations.list({ limit: 20, ...options }));
  const byLastMessage = 'conversations_1 USING INDEX conversations_1_by_last_message';

  it('is read from the index of last messages, without sorting', async () => {
    const { next } = await models.conversations.list({ limit: 20 });
    const [first] = await conversations();
    expect(first).toContain(`SCAN ${byLastMessage}`);
    const [second] = await conversations({ after: next });
    expect(second).toContain(`SEARCH ${byLastMessage} ((last_message_at,id)<(?,?))`);
    for (const plan of [first, second]) expect(plan).not.toContain('TEMP B-TREE');
  });

  it('of a rare name is found by the clients who have it', async () => {
    const plans = await conversations({ search: 'person 1234' });
    const [found, users, list] = plans.slice(-3);
    expect(found).toMatch(/^SCAN users_3_search VIRTUAL TABLE INDEX/);
    expect(users).toContain('SEARCH users_3 USING INTEGER PRIMARY KEY (rowid=?)');
    expect(list).toContain('SEARCH conversations_1 USING INDEX conversations_1_by_id (id=?)');
  });

  it('of a name that many have is found by looking through the last messages', async () => {
    const plans = await conversations({ search: 'person' });
    expect(plans.at(-1)).toContain(`SCAN ${byLastMessage}`);
  });
});
