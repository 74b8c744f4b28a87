import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asking, Commands } from '../../testing/commands.ts';

const BUDGET = { amount: '120.50', currency: 'EUR' };
const PRICES = { rates: [{ name: 'All', tiers: [{ price: '0.3' }] }] };

let commands: Commands;
const now = Date.parse('2026-11-22T12:00:00Z');
beforeAll(async () => {
  commands = await Commands.start({ now: () => now });
});
afterAll(() => commands.stop());

const pathOf = (userId: string) => `/api/users/${userId}/budget`;
const put = (userId: string, body: object, headers: Asking = commands.administrator) =>
  commands.send('PUT', pathOf(userId), body, headers);
const remove = (userId: string, headers: Asking = commands.administrator) =>
  commands.send('DELETE', pathOf(userId), undefined, headers);

/** A client, signed in, whose only device is billed in a currency, from a day on. */
async function billedClient(currency: string, from = '2026-11-01') {
  const client = await commands.signedIn(`client ${randomUUID()}`);
  const device = await commands.registeredDevice();
  await commands.assigned(device, client.userId);
  const tariff = (await commands.send('POST', '/api/tariffs', { name: 'Flat', currency })).body.id;
  await commands.send('PUT', `/api/tariffs/${tariff}/versions/2026-11-01`, PRICES);
  const { status } = await commands.send('PUT', `/api/devices/${device}/tariff`, {
    tariffId: tariff,
    from,
  });
  if (status !== 200) throw new Error(`The tariff was not assigned: ${status}`);
  return client;
}

describe('a budget', () => {
  it('is set by the client and by administrators, and removed by both', async () => {
    const { userId, authorization } = await commands.signedIn('ada');
    const own = { authorization };
    expect(await put(userId, BUDGET, own)).toMatchObject({
      status: 200,
      headers: { etag: '"0"', 'energy-position': expect.any(String) },
      body: { userId, budget: BUDGET },
    });
    expect(await put(userId, { ...BUDGET, amount: '90' })).toMatchObject({ status: 200 });
    expect(await remove(userId, own)).toMatchObject({ status: 204, headers: { etag: '"2"' } });
    expect(await remove(userId)).toMatchObject({ status: 204 });
  });

  it('is no other client’s business', async () => {
    const { userId } = await commands.signedIn('bob');
    const { authorization } = await commands.signedIn('eve');
    const head = await commands.eventStore.head();
    for (const body of [BUDGET, {}, { amount: '-1', currency: 'EUR' }]) {
      expect(await put(userId, body, { authorization })).toMatchObject({
        status: 404,
        body: { type: 'urn:energy:problem:user-not-found' },
      });
    }
    expect(await remove(userId, { authorization })).toMatchObject({ status: 404 });
    expect(await commands.eventStore.head()).toBe(head);
  });

  it('is set once with one key, and only at the revision of If-Match', async () => {
    const { userId } = await commands.signedIn('carol');
    const key = { ...commands.administrator, 'idempotency-key': randomUUID() };
    const first = await put(userId, BUDGET, key);
    await put(userId, { ...BUDGET, amount: '90' });
    expect((await put(userId, BUDGET, key)).headers.etag).toBe(first.headers.etag);
    expect(await put(userId, { ...BUDGET, amount: '7' }, key)).toMatchObject({ status: 422 });
    const stale = { ...commands.administrator, 'if-match': '"0"' };
    expect(await put(userId, BUDGET, stale)).toMatchObject({ status: 412 });
  });

  it.each([
    [{ amount: '-5', currency: 'EUR' }, 'amount'],
    [{ amount: '0', currency: 'EUR' }, 'amount'],
    [{ amount: '0.00', currency: 'EUR' }, 'amount'],
    [{ amount: '1.505', currency: 'EUR' }, 'amount'],
    [{ amount: 120, currency: 'EUR' }, 'amount'],
    [{ amount: 'many', currency: 'EUR' }, 'amount'],
    [{ currency: 'EUR' }, 'amount'],
    [{ amount: '5', currency: 'ABC' }, 'currency'],
    [{ amount: '5', currency: 'euro' }, 'currency'],
    [{ amount: '5' }, 'currency'],
  ])('is not %j, which is said at the field', async (body, parameter) => {
    const userId = await commands.registeredUser(`user ${randomUUID()}`, 'client');
    const head = await commands.eventStore.head();
    const { status, body: problem } = await put(userId, body);
    expect(status).toBe(400);
    expect(problem.errors).toMatchObject([{ in: 'body', parameter }]);
    expect(await commands.eventStore.head()).toBe(head);
  });

  it('has a currency in which the client’s devices are billed, at present or later', async () => {
    for (const from of ['2026-11-01', '2027-03-01']) {
      const { userId } = await billedClient('CHF', from);
      const refused = await put(userId, BUDGET);
      expect(refused.status).toBe(400);
      expect(refused.body.errors).toMatchObject([
        { in: 'body', parameter: 'currency', code: 'budget-currency-differs' },
      ]);
      expect(refused.body.errors[0].detail).toContain('billed in CHF');
      expect(await put(userId, { ...BUDGET, currency: 'CHF' })).toMatchObject({ status: 200 });
    }
  });

  it('is for clients who exist', async () => {
    const administrator = await commands.registeredUser('boss', 'administrator');
    const deleted = await commands.registeredUser('gone', 'client');
    await commands.send('DELETE', `/api/users/${deleted}`);
    expect(await put(administrator, BUDGET)).toMatchObject({
      status: 409,
      body: { type: 'urn:energy:problem:user-not-client' },
    });
    expect(await put(deleted, BUDGET)).toMatchObject({ status: 409 });
    expect(await put(randomUUID(), BUDGET)).toMatchObject({ status: 404 });
  });
});
