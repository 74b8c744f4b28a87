import { EngineUnavailable } from '@energy/engines';
import type { AlertsReadModel } from '@energy/read-models';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveClient } from '../testing/live-client.ts';
import { ManualLiveFeed } from '../testing/manual-live-feed.ts';
import { type Asking, HEAT_PUMP, Queries } from '../testing/queries.ts';

const OTHERS = '0b9d3a55-5e8b-4d2b-8f7e-9b1c2d3e4f50';

let queries: Queries;
let ada: Asking;
/** Processes beside the one of `queries`. */
const beside: Queries[] = [];
let hours = 0;

beforeEach(async () => {
  queries = await Queries.start();
  const owner = await queries.user('Ada');
  const other = await queries.user('Ben');
  ada = owner;
  await queries.registered(HEAT_PUMP, { ownerId: owner.userId });
  await queries.registered(OTHERS, { ownerId: other.userId });
});
afterEach(async () => {
  for (const each of beside.splice(0)) await each.stop();
  await queries.stop();
});

async function startBeside(...[replaced, options]: Parameters<typeof Queries.start>) {
  const next = await Queries.start(replaced, { ...options, beside: queries });
  beside.push(next);
  return next;
}

/** An alert of an hour that has none yet; resolves to its number. */
async function raise(options: { id?: string; isPublished?: boolean } = {}): Promise<number> {
  const at = new Date(Date.UTC(2026, 0, 1) + hours++ * 3_600_000).toISOString();
  return (await queries.exceeded(at, options)).number;
}

/** Resolves when a client has received an alert. */
async function received(client: LiveClient, number: number): Promise<void> {
  await vi.waitUntil(() => client.alerts.includes(number), { timeout: 10_000, interval: 5 });
}

describe('a connection that says which alert it knows last', () => {
  it('receives missed alerts first, in order, and then new ones', async () => {
    const numbers = [await raise(), await raise(), await raise()];
    const client = await queries.live(ada, `?after=${numbers[0]}`);
    expect(await client.expect('hello')).toEqual({ type: 'hello', after: numbers[0] });
    numbers.push(await raise());
    await received(client, numbers[3]!);
    expect(client.alerts).toEqual(numbers.slice(1));
  });

  it('receives many missed alerts and those raised during the catch-up', async () => {
    const missed: number[] = [];
    for (let index = 0; index < 450; index++) missed.push(await raise({ isPublished: false }));
    await received(await queries.live(ada, '?after=0'), missed.at(-1)!);
    const client = await queries.live(ada, '?after=0');
    const later: number[] = [];
    for (let index = 0; index < 20; index++) later.push(await raise());
    await received(client, later.at(-1)!);
    expect(client.alerts).toEqual([...missed, ...later]);
  });

  it('learns which of them it has already seen', async () => {
    const numbers = [await raise(), await raise()];
    await queries.seen(ada.userId!, numbers[0]!);
    const client = await queries.live(ada, '?after=0');
    await client.expect('hello');
    expect((await client.expect('alert')).alert.seen).toBe(true);
    expect((await client.expect('alert')).alert.seen).toBe(false);
  });

  it('receives new alerts after a number beyond the newest, which is from other data', async () => {
    await raise();
    const client = await queries.live(ada, '?after=9007199254740991');
    const { after } = await client.expect('hello');
    expect(after).toBe(1);
    const number = await raise();
    await received(client, number);
  });

  it('receives new alerts without a number', async () => {
    const known = await raise();
    await received(await queries.live(ada, '?after=0'), known);
    const client = await queries.live(ada);
    expect(await client.expect('hello')).toEqual({ type: 'hello', after: known });
    const number = await raise();
    await received(client, number);
    expect(client.alerts).toEqual([number]);
  });
});

describe('an alert', () => {
  it('is received once and in order, however often and wherever its owner connects', async () => {
    const second = await startBeside();
    const raised: number[] = [];
    const step = fc.oneof(
      fc.record({ raise: fc.constantFrom(HEAT_PUMP, OTHERS), isPublished: fc.boolean() }),
      fc.record({ reconnectTo: fc.nat(1), isRude: fc.boolean() }),
      fc.constant({ wait: true }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const all: number[] = [];
        let client = await queries.live(ada);
        const { after } = await client.expect('hello');
        let known = after;
        const reconnect = async (to: Queries, isRude: boolean) => {
          if (isRude) client.socket.terminate();
          else client.socket.close();
          await client.closed;
          all.push(...client.alerts);
          known = client.alerts.at(-1) ?? known;
          client = await to.live(ada, `?after=${known}`);
        };
        for (const each of steps) {
          if ('raise' in each) {
            const number = await raise({ id: each.raise, isPublished: each.isPublished });
            if (each.raise === HEAT_PUMP) raised.push(number);
          } else if ('reconnectTo' in each) {
            await reconnect([queries, second][each.reconnectTo]!, each.isRude);
          } else await new Promise(setImmediate);
        }
        raised.push(await raise());
        await received(client, raised.at(-1)!);
        // Those of an earlier run too that this process had not come to when it said hello.
        expect([...all, ...client.alerts]).toEqual(raised.filter((number) => number > after));
        await client.close();
      }),
      { numRuns: 30 },
    );
  });

  it('is sent although its notice was lost', async () => {
    const client = await queries.live(ada);
    await received(client, await raise({ isPublished: false }));
  });

  it('is sent when the feed reports a gap', async () => {
    const liveFeed = new ManualLiveFeed();
    const client = await (await startBeside({}, { liveFeed })).live(ada);
    await client.expect('hello');
    const numbers = [await raise(), await raise(), await raise()];
    liveFeed.say({ notices: [], gap: true });
    await received(client, numbers.at(-1)!);
    expect(client.alerts).toEqual(numbers);
  });

  it('is sent to clients of another process', async () => {
    const second = await startBeside();
    const clients = [await queries.live(ada), await second.live(ada)];
    const numbers = [await raise(), await raise()];
    for (const client of clients) {
      await received(client, numbers[1]!);
      expect(client.alerts).toEqual(numbers);
    }
  });

  it('waits while the read models are away', async () => {
    let isAway = false;
    const { alerts: actual } = queries.readModels;
    const alerts = {
      last: () => actual.last(),
      after: async (...of: Parameters<AlertsReadModel['after']>) => {
        if (isAway) throw new EngineUnavailable('the database is locked');
        return actual.after(...of);
      },
    } as AlertsReadModel;
    const other = await startBeside({ alerts });
    const client = await other.live(ada);
    await client.expect('hello');
    isAway = true;
    const numbers = [await raise(), await raise()];
    await expect.poll(() => other.log).toContain('Checks of live connections fail');
    const late = await other.live(ada, '?after=0');
    expect(client.alerts).toEqual([]);
    isAway = false;
    await received(client, numbers[1]!);
    expect(client.alerts).toEqual(numbers);
    await received(late, numbers[1]!);
    expect(late.alerts).toEqual(numbers);
    await expect.poll(() => other.log).toContain('Checks of live connections work again');
    expect(other.log.match(/Checks of live connections fail/g)).toHaveLength(1);
  });
});

describe('a connection whose missed alerts can’t be read', () => {
  it('is closed, to resume later', async () => {
    await raise();
    const { alerts: actual } = queries.readModels;
    const after = async () => {
      throw new EngineUnavailable('the database is locked');
    };
    const alerts = { last: () => actual.last(), after } as unknown as AlertsReadModel;
    const client = await (await startBeside({ alerts })).live(ada, '?after=0');
    expect(await client.closed).toEqual({ code: 1011, reason: 'internal-error' });
  });
});
