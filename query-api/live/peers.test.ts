import { EngineUnavailable } from '@energy/engines';
import type { DevicesReadModel } from '@energy/read-models';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveClient } from '../testing/live-client.ts';
import { type Asking, HEAT_PUMP, Queries } from '../testing/queries.ts';

let queries: Queries;
let ada: Asking & { userId: string };
beforeEach(async () => {
  queries = await Queries.start();
  ada = await queries.user('Ada');
  await queries.registered(HEAT_PUMP, { ownerId: ada.userId });
});
afterEach(() => queries.stop());

async function connected(): Promise<LiveClient> {
  const client = await queries.live(ada);
  await client.expect('hello');
  return client;
}

/** Sends a message; resolves to the next frame. */
async function answer(client: LiveClient, message: string | Buffer) {
  client.socket.send(message);
  return client.next();
}

async function metric(line: string): Promise<number> {
  const { body } = await queries.app.inject('/metrics');
  return Number(new RegExp(`^${line}\\S* (\\d+)`, 'm').exec(body)?.[1] ?? 0);
}

describe('an invalid frame', () => {
  it.each([
    ['', 'The frame is not JSON.'],
    ['hello', 'The frame is not JSON.'],
    ['{"type":"watch","deviceIds":[]', 'The frame is not JSON.'],
    [Buffer.from('{"type":"watch"}'), 'A frame must be text, not binary.'],
    ['null', 'A frame is a JSON object whose type is one of'],
    ['[]', 'A frame is a JSON object whose type is one of'],
    ['{"type":"constructor"}', 'A frame is a JSON object whose type is one of'],
    ['{"type":["watch"],"deviceIds":[]}', 'A frame is a JSON object whose type is one of'],
    ['{"type":"watch"}', 'watch must have required properties deviceIds.'],
    ['{"type":"watch","deviceIds":"all"}', 'watch/deviceIds must be array.'],
    ['{"type":"watch","deviceIds":["*"]}', 'watch/deviceIds/0 must match format "uuid".'],
    ['{"type":"unwatch","deviceIds":[],"x":1}', 'unwatch/x is not known.'],
  ])('is answered with the fault: %s', async (message, fault) => {
    const client = await connected();
    const frame = await answer(client, message);
    expect(frame).toMatchObject({ type: 'error', code: 'invalid-frame' });
    expect(frame).toHaveProperty('message', expect.stringContaining(fault));
    expect(await client.ask({ type: 'unwatch', deviceIds: [] })).toMatchObject({
      type: 'watching',
    });
  });

  it('never breaks anything, whatever it is', async () => {
    const client = await connected();
    let sent = 0;
    const json = fc.oneof(
      fc.json({ maxDepth: 3 }),
      fc
        .record({
          type: fc.constantFrom('watch', 'unwatch', 'watch-alerts', '__proto__'),
          deviceIds: fc.anything(),
        })
        .map((value) => JSON.stringify(value)),
      fc.string({ unit: 'binary', maxLength: 100 }).filter((text) => text.isWellFormed()),
    );
    await fc.assert(
      fc.asyncProperty(json, async (message) => {
        expect(['error', 'watching']).toContain((await answer(client, message)).type);
        sent += 1;
      }),
      { numRuns: 95 },
    );
    expect(sent).toBeGreaterThanOrEqual(95);
    expect(queries.log).not.toMatch(/"level":"(?:warn|error|fatal)"/);
  });
});

describe('a client that sends', () => {
  it('more than a frame can be is closed', async () => {
    const client = await connected();
    client.socket.send('x'.repeat(16_385));
    expect((await client.closed).code).toBe(1009);
  });

  it('what is no text in a text is closed', async () => {
    const client = await connected();
    client.socket.send(Buffer.from([0xff]), { binary: false });
    expect((await client.closed).code).toBe(1007);
  });

  it('too much within ten seconds is closed', async () => {
    const client = await connected();
    for (let sent = 0; sent <= 100; sent++) client.send({ type: 'unwatch', deviceIds: [] });
    expect(await client.closed).toEqual({ code: 4429, reason: 'too-many-frames' });
  });

  it('pings without end is closed as well', async () => {
    const client = await connected();
    for (let sent = 0; sent < 50; sent++) client.socket.ping();
    await client.upToNow();
    for (let sent = 0; sent < 50; sent++) client.socket.ping();
    expect((await client.closed).code).toBe(4429);
  });
});

describe('a frame that can’t be answered at the moment', () => {
  it('is to be sent again', async () => {
    let isAway = true;
    const { devices: actual } = queries.readModels;
    const devices = Object.create(actual, {
      findAll: {
        value: async (ids: readonly string[]) => {
          if (isAway) throw new EngineUnavailable('the database is locked');
          return actual.findAll(ids);
        },
      },
      find: { value: (id: string) => actual.find(id) },
      position: { value: () => actual.position() },
    }) as DevicesReadModel;
    const beside = await Queries.start({ devices }, { beside: queries });
    const client = await beside.live(ada);
    await client.expect('hello');
    const watch = { type: 'watch' as const, deviceIds: [HEAT_PUMP] };
    expect(await client.ask(watch)).toMatchObject({ type: 'error', code: 'engine-unavailable' });
    isAway = false;
    expect(await client.ask(watch)).toMatchObject({ type: 'watching', deviceIds: [HEAT_PUMP] });
    await beside.stop();
  });
});

describe('a client that does not read', () => {
  // Kernels buffer megabytes for a client that does not read; the other one reads all of it, on whatever
  // machine this is, a batch at a time: a burst beyond what may wait would be the end of both.
  it('is dropped, and blocks no other client', {
    timeout: 120_000,
  }, async () => {
    const slow = await connected();
    const other = await connected();
    slow.socket.pause();
    const notice = { type: 'AlertsSeen', userId: ada.userId, through: 1 } as const;
    const some = Array.from({ length: 1_000 }, () => notice);
    while ((await metric('energy_live_connections_closed_total.*reason="too-slow"')) === 0) {
      const received = other.frames.length + some.length;
      await queries.liveFeed.publish(some);
      await vi.waitUntil(() => other.frames.length >= received, { timeout: 60_000, interval: 5 });
    }
    const { number } = await queries.exceeded('2026-11-22T10:00:00Z');
    await vi.waitUntil(() => other.alerts.includes(number), { timeout: 60_000 });
    await vi.waitUntil(async () => (await metric('energy_live_connections')) === 1, {
      timeout: 60_000,
    });
    expect(slow.alerts).toEqual([]);
    slow.socket.resume();
    expect([1006, 4408]).toContain((await slow.closed).code);
  });
});

describe('when the process stops', () => {
  it('it asks every connection to reconnect elsewhere, and waits for none that do not answer', async () => {
    const client = await connected();
    const deaf = await connected();
    deaf.socket.pause();
    const [{ code, reason }] = await Promise.all([client.closed, queries.app.close()]);
    expect({ code, reason }).toEqual({ code: 1001, reason: 'going-away' });
    deaf.socket.terminate();
  });
});
