import { randomUUID } from 'node:crypto';
import {
  dropDatabase,
  HAS_EXPLAIN,
  planOf,
  type QueryPlan,
  urlOfATest,
} from '@energy/engines/mongodb/testing';
import { Collection, type FindCursor } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AlertListOptions } from '../alerts.ts';
import type { ConversationListOptions } from '../conversations.ts';
import type { DeviceListOptions } from '../devices.ts';
import type { ListOptions, Order } from '../listing.ts';
import { openReadModels } from '../open.ts';
import type { ReadModels } from '../read-models.ts';
import { fillLists } from '../testing/filled-lists.ts';
import type { UserSort } from '../users.ts';

const ORDERS: readonly Order[] = ['ascending', 'descending'];
const MANY = 200;
const OWNER = randomUUID();
const DEVICE = randomUUID();
const HOUR_MS = 3_600_000;

let url: string;
let models: ReadModels;

/** The plan of every query that `list` makes. */
async function plansOf(list: () => Promise<unknown>): Promise<QueryPlan[]> {
  const find = vi.spyOn(Collection.prototype, 'find');
  await list();
  const cursors = find.mock.results.map(({ value }) => value as FindCursor);
  find.mockRestore();
  return Promise.all(cursors.map(planOf));
}

/** The plan of the one query on a collection. */
async function planOn(collection: string, list: () => Promise<unknown>): Promise<QueryPlan> {
  const plans = (await plansOf(list)).filter((plan) => plan.collection === collection);
  expect(plans).toHaveLength(1);
  return plans[0]!;
}

function expectIndexAlone(plan: QueryPlan, index: string, order: Order): void {
  expect(plan).toMatchObject({
    index,
    direction: order === 'ascending' ? 'forward' : 'backward',
  });
  expect(plan.stages).toContain('IXSCAN');
  for (const stage of ['COLLSCAN', 'SORT']) expect(plan.stages).not.toContain(stage);
}

describe.skipIf(!HAS_EXPLAIN)('in MongoDB', () => {
  beforeAll(async () => {
    url = urlOfATest();
    models = openReadModels(url);
    await fillLists(models, MANY, OWNER);
    const readings = Array.from({ length: 50 }, (_, hour) => ({
      deviceId: DEVICE,
      hour: hour * HOUR_MS,
      at: hour * HOUR_MS,
      energy: 2,
    }));
    const alerting = { ruleOf: () => ({ limit: 1, ownerId: OWNER }), now: 0 };
    expect((await models.consumption.record(readings, alerting)).raised).toHaveLength(50);
  });

  afterAll(async () => {
    await models.close();
    await dropDatabase(url);
  });

  describe('a page of devices', () => {
    const devices = (options: Partial<DeviceListOptions>) =>
      planOn('devices_4', () => models.devices.list({ limit: 20, ...options }));
    const indexes = {
      id: '_id_',
      description: 'by_description',
      address: 'by_address',
      limit: 'by_limit',
      owner: 'by_owner',
    };

    for (const [name, index] of Object.entries(indexes)) {
      const sort = name as keyof typeof indexes;
      it.each(ORDERS)(`by ${sort}, %s, is read from its index, without sorting`, async (order) => {
        const { next } = await models.devices.list({ limit: 180, sort, order });
        for (const search of [undefined, 'meter', 'abcd']) {
          expectIndexAlone(await devices({ sort, order, search }), index, order);
          expectIndexAlone(await devices({ sort, order, search, after: next }), index, order);
        }
      });

      it(`by ${sort} begins where the page before has ended`, async () => {
        const { next } = await models.devices.list({ limit: 180, sort });
        const { keys, found } = await devices({ sort, after: next });
        expect(found).toBe(20);
        expect(keys).toBeLessThanOrEqual(21);
      });
    }

    it('of one owner is read from the index of owners', async () => {
      for (const sort of Object.keys(indexes) as (keyof typeof indexes)[]) {
        const { index, keys } = await devices({ ownerId: OWNER, sort, limit: MANY });
        expect(index).toBe('by_owner');
        expect(keys).toBeLessThan((MANY * 2) / 3 + 2);
      }
      const plan = await devices({ ownerId: OWNER, sort: 'owner' });
      expect(plan.stages).not.toContain('COLLSCAN');
    });

    it('that a client ever owned is read from the index of everybody who did', async () => {
      const plan = await planOn('devices_4', () => models.devices.everOwnedBy(OWNER));
      expect(plan.index).toBe('ever_owned_by');
      expect(plan.found).toBe(Math.floor((MANY * 2) / 3));
      expect(plan.keys).toBeLessThanOrEqual(plan.found + 1);
    });
  });

  describe('a page of users', () => {
    const indexes = { name: 'by_name', role: 'by_role', registeredAt: 'by_registration' };

    for (const [sort, index] of Object.entries(indexes)) {
      it.each(ORDERS)(`by ${sort}, %s, is read from its index, without sorting`, async (order) => {
        const options: ListOptions<UserSort> = { limit: 180, sort: sort as UserSort, order };
        const { next } = await models.users.list(options);
        for (const search of [undefined, 'person']) {
          const list = () => models.users.list({ ...options, search, after: next });
          const plan = await planOn('users_1', list);
          expectIndexAlone(plan, index, order);
          expect(plan.keys).toBeLessThanOrEqual(21);
        }
      });
    }
  });

  describe('a page of conversations', () => {
    const plan = (collection: string, options: Partial<ConversationListOptions> = {}) =>
      planOn(collection, () => models.conversations.list({ limit: 20, ...options }));

    it('is read from the index of last messages, without sorting', async () => {
      expectIndexAlone(await plan('conversations_1'), 'by_last_message', 'descending');
      const { next } = await models.conversations.list({ limit: 180 });
      const second = await plan('conversations_1', { after: next });
      expectIndexAlone(second, 'by_last_message', 'descending');
      expect(second.keys).toBeLessThanOrEqual(21);
    });

    it('of a name is found by the clients who have it', async () => {
      const users = await plan('users_1', { limit: 9, search: 'son 12' });
      expect(users.index).toBe('by_any_name');
      expect(users.stages).not.toContain('COLLSCAN');
      const found = await plan('conversations_1', { search: 'person 123' });
      expect(found).toMatchObject({ index: '_id_', found: 1 });
      expect(found.keys).toBeLessThanOrEqual(2);
    });
  });

  describe('alerts', () => {
    const lists: [Partial<AlertListOptions>, string][] = [
      [{}, 'by_number'],
      [{ before: 9 }, 'by_number'],
      [{ deviceId: DEVICE }, 'by_device'],
      [{ deviceId: DEVICE, from: 0, to: 9 * HOUR_MS }, 'by_device'],
      [{ ownerId: OWNER }, 'by_owner'],
      [{ ownerId: OWNER, before: 9 }, 'by_owner'],
      [{ ownerId: OWNER, from: 0, to: 9 * HOUR_MS }, 'by_owner'],
      [{ from: 0, to: 9 * HOUR_MS }, 'by_hour'],
    ];

    it.each(lists)('of %j are read from an index', async (options, index) => {
      const plan = await planOn('alerts_1', () => models.alerts.list({ limit: 9, ...options }));
      expect(plan.index).toBe(index);
      expect(plan.stages).not.toContain('COLLSCAN');
    });

    it('after a number, to be published, are read from an index', async () => {
      const { alerts } = models;
      const plans = [
        await planOn('alerts_1', () => alerts.after(5, { limit: 9 })),
        await planOn('alerts_1', () => alerts.after(5, { limit: 9, ownerId: OWNER })),
        await planOn('alerts_1', () => alerts.unpublished(9)),
        await planOn('alerts_1', () => alerts.last()),
      ];
      expect(plans.map(({ index }) => index)).toEqual([
        'in_time',
        'by_owner',
        'untold',
        'by_number',
      ]);
    });

    it('find the totals of their hours by their keys', async () => {
      const list = () => models.alerts.list({ limit: 9 });
      const plan = await planOn('hourly_consumption_2', list);
      expect(plan).toMatchObject({ index: '_id_', found: 9 });
      expect(plan.keys).toBeLessThanOrEqual(2 * 9);
    });
  });

  it('a day is found by the keys of its hours', async () => {
    const starts = Array.from({ length: 24 }, (_, hour) => hour * HOUR_MS);
    const day = () => models.consumption.hours(DEVICE, starts);
    const plan = await planOn('hourly_consumption_2', day);
    expect(plan).toMatchObject({ index: '_id_', found: 24 });
    expect(plan.keys).toBeLessThanOrEqual(2 * 24);
  });
});
