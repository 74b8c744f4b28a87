import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Queries } from '../../testing/queries.ts';

let queries: Queries;
let ada: Awaited<ReturnType<Queries['user']>>;
let ben: Awaited<ReturnType<Queries['user']>>;
beforeAll(async () => {
  queries = await Queries.start();
  ada = await queries.user('Ada');
  ben = await queries.user('Ben');
});
afterAll(() => queries.stop());

const get = (userId: string, headers = queries.administrator) =>
  queries.get(`/api/users/${userId}/budget`, headers);

describe('the budget of a client', () => {
  it('is null before one is set and after it was removed', async () => {
    expect((await get(ada.userId)).body).toEqual({ userId: ada.userId, budget: null });
    const budget = { amount: '120.50', currency: 'EUR' };
    const row = { id: ada.userId, revision: 0, ...budget };
    await queries.readModels.budgets.store([row]);
    expect((await get(ada.userId, ada)).body).toEqual({ userId: ada.userId, budget });
    const removed = { ...row, amount: undefined, currency: undefined, revision: 1 };
    await queries.readModels.budgets.store([removed]);
    expect((await get(ada.userId)).body).toEqual({ userId: ada.userId, budget: null });
  });

  it('is shown to that client and to administrators, and is none of others', async () => {
    expect((await get(ada.userId, ben)).status).toBe(404);
    expect((await get(randomUUID())).status).toBe(404);
    const boss = await queries.user('Boss', 'administrator');
    expect((await get(boss.userId)).status).toBe(404);
  });
});
