import { randomUUID } from 'node:crypto';
import { EngineUnavailable } from '@energy/engines';
import { overrideEventStore } from '@energy/event-store';
import { afterEach, describe, expect, it } from 'vitest';
import { type Asking, Queries } from '../testing/queries.ts';

let queries: Queries;
afterEach(() => queries.stop());

const at = (position: string, asking: Asking = queries.administrator) => ({
  ...asking,
  'energy-position': position,
});

/** Stores an event that is not projected; resolves to its position. */
async function append(): Promise<string> {
  await queries.decided(randomUUID(), 'system');
  return (await queries.events.head())!;
}

async function project(position: string): Promise<void> {
  const { users, devices, alertInboxes, conversations, tariffs, budgets } = queries.readModels;
  for (const model of [users, devices, alertInboxes, conversations, tariffs, budgets]) {
    await model.store([], position);
  }
}

describe('a query with an Energy-Position', () => {
  it('waits until it is projected', async () => {
    queries = await Queries.start();
    await project(await append());
    const position = await append();
    const asked = queries.get('/api/users', at(position));
    setTimeout(() => project(position), 100);
    expect((await asked).status).toBe(200);
  });

  it('waits until each of several is projected, in whatever order they are sent', async () => {
    queries = await Queries.start();
    const earlier = await append();
    const later = await append();
    await project(earlier);
    const orders = [`${earlier}, ${later}`, `${later},${earlier}`];
    const ask = () => Promise.all(orders.map((both) => queries.get('/api/users', at(both))));
    expect((await ask()).map(({ status }) => status)).toEqual([503, 503]);
    const asked = ask();
    await project(later);
    expect((await asked).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is refused where the event store has one of several, but not the other', async () => {
    queries = await Queries.start();
    const { status } = await queries.get('/api/users', at(`${await append()}, zzzz`));
    expect(status).toBe(400);
  });

  it('is answered at once where it is projected', async () => {
    queries = await Queries.start();
    const position = await append();
    await project(position);
    expect((await queries.get('/api/devices', at(position))).status).toBe(200);
  });

  it('is a 503 with Retry-After where that takes too long', async () => {
    queries = await Queries.start();
    const { status, headers, body } = await queries.get('/api/devices', at(await append()));
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
    expect(body.type).toBe('urn:energy:problem:not-caught-up');
  });

  it.each(['9999999999999999', '99999999999999999999', 'zzzz', '0000000000000002', '~'])(
    'is refused where the event store has no position %s',
    async (position) => {
      queries = await Queries.start();
      await project(await append());
      const { status, body } = await queries.get('/api/devices', at(position));
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([
        { in: 'header', parameter: 'energy-position', code: 'position-unknown' },
      ]);
    },
  );

  it('waits for any position while the event store is unavailable', async () => {
    const hasPosition = () => Promise.reject(new EngineUnavailable('no event store'));
    queries = await Queries.start();
    const store = overrideEventStore(queries.events, { hasPosition });
    const beside = await Queries.start({}, { beside: queries, events: store });
    expect((await beside.get('/api/devices', at('9999999999999999'))).status).toBe(503);
    await beside.stop();
  });

  it.each(['/api/openapi.json', '/api/asyncapi.json', '/health/live'])(
    'does not wait where nothing is shown that was saved: %s',
    async (path) => {
      queries = await Queries.start();
      expect((await queries.get(path, at('9999'))).status).toBe(200);
    },
  );

  it.each(['', 'a b', 'x'.repeat(300), 'a,', ',a', 'a,,b', 'a,'.repeat(8).concat('a')])(
    'must carry one: "%s"',
    async (position) => {
      queries = await Queries.start();
      const { status, body } = await queries.get('/api/devices', at(position));
      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ in: 'header', parameter: 'energy-position' }]);
    },
  );

  it('waits with 19 others of its user at most', async () => {
    queries = await Queries.start();
    const position = await append();
    const client = await queries.user('Ada');
    const other = await queries.user('Grace');
    const asked = Array.from({ length: 25 }, () =>
      queries.get('/api/devices', at(position, client)),
    );
    const ofOther = queries.get('/api/devices', at(position, other));
    const first = await Promise.race(asked);
    expect(first).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { type: 'urn:energy:problem:too-many-requests' },
    });
    await project(position);
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect((await ofOther).status).toBe(200);
    expect((await queries.get('/api/devices', at(position, client))).status).toBe(200);
  });
});
