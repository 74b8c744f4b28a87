import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailable } from '@energy/engines';
import { repetitions } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backlogOf } from '../backlog.ts';
import type { EventStore } from '../event-store.ts';
import { type EventStoreDbStandIn, startEventStoreDbStandIn } from './testing/stand-in.ts';
import { anEvent, follow, numbersOf, OpenedStores, someEvents } from './testing/stores.ts';

const POLL = { timeout: 15_000, interval: 5 };

describe('the calls to an EventStoreDB', () => {
  let server: EventStoreDbStandIn;
  let stores: OpenedStores;
  let store: EventStore;

  beforeEach(async () => {
    server = await startEventStoreDbStandIn({ statisticsEvery: 5 });
    stores = new OpenedStores();
    store = stores.open(server.url);
  });

  afterEach(async () => {
    await stores.close();
    server.stop();
  });

  it('let go of every answer: thousands of looks for the end cost no memory and cancel nothing', async () => {
    const looks = repetitions({ quick: 2_000, thorough: 10_000 });
    const collect = await garbageCollector();
    for (let n = 0; n < 30; n++) await store.append(`a-${n % 3}`, 'any', [anEvent(n)]);
    const look = async (count: number) => {
      for (let n = 0; n < count; n++) await store.head();
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = await look(1_000);
    const after = await look(looks);
    expect((after - before) / looks).toBeLessThan(500);
    expect(server.statistics.callsCancelled).toBe(0);
  });

  it('are never cancelled by a caller that leaves a read early', async () => {
    for (let n = 0; n < 1_500; n += 500) await store.append('a-1', 'any', someEvents(500, n));
    await store.append('a-1', 'any', [anEvent(1_500)]);
    for await (const _ of store.readStream('a-1')) break;
    for await (const _ of store.readAll()) break;
    expect(await backlogOf(store, { prefixes: ['a-'] }, 3)).toMatchObject({ events: 3 });
    const repeated = anEvent(2);
    const first = await store.append('a-1', 'any', [repeated]);
    await store.append('a-1', 'any', someEvents(20));
    expect(await store.append('a-1', 'any', [repeated])).toEqual(first);
    expect(server.statistics.callsCancelled).toBe(0);
    await expectFastClose(store);
  });

  it('end with the store at once, whatever waits for an answer', async () => {
    await store.append('a-1', 'no-stream', someEvents(500));
    const follower = follow(store);
    await expect.poll(() => follower.events.length, POLL).toBe(500);
    server.circumstances.isFrozen = true;
    const reads = [store.head(), Array.fromAsync(store.readStream('a-1'))];
    for (const read of reads) read.catch(() => {});
    await sleep(50);
    await expectFastClose(store);
    for (const read of reads) await expect(read).rejects.toBeInstanceOf(EngineUnavailable);
    await follower.ended;
  });

  it('never fail for good what can succeed later, and the other way round', async () => {
    const large = { ...anEvent(), data: { text: 'x'.repeat(17_000_000) } };
    await expect(store.append('a-1', 'no-stream', [large])).rejects.toThrow(/too large/);
    await expect(store.append('a-1', 'no-stream', [large])).rejects.toBeInstanceOf(RangeError);
    server.circumstances.quorum = 'lost';
    await expect(store.append('a-1', 'any', [anEvent()])).rejects.toBeInstanceOf(EngineUnavailable);
  });

  describe('where the server has lost its end', () => {
    it('end a subscription with the reason, once it connects again', async () => {
      await store.append('a-1', 'no-stream', someEvents(10));
      const follower = follow(store);
      await expect.poll(() => follower.events.length, POLL).toBe(10);
      const position = follower.positions.at(-1);
      server.log.loseEnd(5);
      await server.restart();
      const end = numbersOf(await untilAvailable(() => Array.fromAsync(store.readAll())));
      expect(end).toEqual([0, 1, 2, 3, 4]);
      expect(await follower.ended).toMatchObject({ name: 'PositionNotFound', position });
      expect(await store.hasPosition(position!)).toBe(false);
    });

    it('know a position that lies amid a record by now', async () => {
      await store.append('a-1', 'no-stream', someEvents(10));
      const after = (await store.head())!;
      server.log.loseEnd(5);
      const long = { ...anEvent(), data: { text: 'x'.repeat(10_000) } };
      const { position: end } = await store.append('a-1', 'any', [long]);
      const error = { name: 'PositionNotFound', position: after, end };
      expect(await follow(store, { after }).ended).toMatchObject(error);
      await expect(Array.fromAsync(store.readAll({ after }))).rejects.toMatchObject(error);
      expect(stores.sentences).toEqual([]);
    });
  });

  describe('where a checkpoint names the place of the next event', () => {
    it.each([{ prefixes: ['b-'] }, {}])('lose no event after a restart: %o', async (selection) => {
      server.circumstances.checkpointsAtNextPlace = true;
      await store.append('b-1', 'no-stream', [anEvent(1)]);
      const first = follow(store, selection);
      await expect.poll(() => first.events.length, POLL).toBe(1);
      // The checkpoint follows the event on the same connection: it is here before the next answer.
      await store.head();
      await store.head();
      await first.end();
      const checkpoint = server.log.end;
      await store.append('b-1', 0, [anEvent(2)]);
      expect(server.log.records.at(-1)!.position).toBe(checkpoint);
      const second = follow(store, { ...selection, after: first.positions.at(-1)! });
      await store.append('b-1', 1, [anEvent(3)]);
      await expect.poll(() => numbersOf(second.events).at(-1), POLL).toBe(3);
      expect(numbersOf(second.events)).toEqual([2, 3]);
      await second.end();
    });
  });

  async function untilAvailable<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof EngineUnavailable)) throw error;
        await sleep(20);
      }
    }
  }
});

/** A close that waits for calls takes as long as their time-out: several seconds. */
async function expectFastClose(store: EventStore): Promise<void> {
  const startedAt = performance.now();
  await store.close();
  expect(performance.now() - startedAt).toBeLessThan(2_000);
}

async function garbageCollector(): Promise<() => void> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
