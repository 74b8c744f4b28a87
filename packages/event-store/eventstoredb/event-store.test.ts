import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { EngineUnavailable } from '@energy/engines';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeEventStore } from '../event-store.contract.ts';
import {
  type EventStore,
  type NewEvent,
  RevisionConflict,
  type StoredEvent,
} from '../event-store.ts';
import { openEventStore } from '../open.ts';
import { type EventStoreDbStandIn, startEventStoreDbStandIn } from './testing/stand-in.ts';
import { anEvent, someEvents } from './testing/stores.ts';

const silent = { info() {}, warn() {} };

describeEventStore('EventStoreDB', async () => {
  const server = await startEventStoreDbStandIn({ statisticsEvery: 5 });
  return {
    open: () => openEventStore(server.url, silent),
    remove: async () => server.stop(),
  };
});

describe('the event store on EventStoreDB', () => {
  let server: EventStoreDbStandIn;
  let lines: string[];
  let stores: EventStore[];
  let store: EventStore;

  beforeEach(async () => {
    server = await startEventStoreDbStandIn({ statisticsEvery: 5 });
    lines = [];
    stores = [];
    store = open(server.url);
  });

  afterEach(async () => {
    await Promise.all(stores.map((each) => each.close()));
    server.stop();
  });

  function open(url: string): EventStore {
    const record = (line: string) => lines.push(line);
    const opened = openEventStore(url, { info: record, warn: record });
    stores.push(opened);
    return opened;
  }

  function follow(selection: { after?: string; prefixes?: string[] } = {}) {
    const controller = new AbortController();
    const events: StoredEvent[] = [];
    const positions: string[] = [];
    const ended = (async () => {
      for await (const batch of store.subscribe({ ...selection, signal: controller.signal })) {
        events.push(...batch.events);
        positions.push(batch.position);
      }
    })();
    return {
      events,
      positions,
      ended,
      has: (count: number) => expect.poll(() => events.length, POLL_OPTIONS).toBe(count),
      async end() {
        controller.abort();
        await ended;
      },
    };
  }

  /** Resolves when the store answers after a restart. */
  async function back(): Promise<void> {
    await expect.poll(() => store.head().catch(() => undefined), POLL_OPTIONS).toBeDefined();
  }

  describe('when the server is away', () => {
    it('says so in a sentence, for every call', async () => {
      server.stop();
      const sentence = new RegExp(
        `EventStoreDB at 127.0.0.1:${server.port} can't be used: .+ECONN`,
      );
      const calls = [
        () => store.append('a-1', 'no-stream', [anEvent()]),
        () => store.append('a-1', 'any', [anEvent()]),
        () => collect(store.readStream('a-1')),
        () => collect(store.readAll()),
        () => store.head(),
      ];
      for (const call of calls) {
        const error = await call().catch((reason) => reason);
        expect(error).toBeInstanceOf(EngineUnavailable);
        expect(error.message).toMatch(sentence);
      }
    });

    it('works as soon as it is there', async () => {
      server.stop();
      const follower = follow();
      await expect(store.append('a-1', 'no-stream', [anEvent()])).rejects.toThrow(
        EngineUnavailable,
      );
      await server.restart();
      await store.append('a-1', 'no-stream', [anEvent(1)]);
      await follower.has(1);
      await follower.end();
      expect(lines).toEqual([
        expect.stringMatching(/^No events come for now: EventStoreDB at .* Retrying/),
        expect.stringMatching(/^Events come from EventStoreDB at 127.0.0.1:\d+ again\.$/),
      ]);
    });

    it('ends a subscription that waits for it', async () => {
      server.stop();
      const follower = follow();
      await sleep(150);
      await follower.end();
      expect(follower.events).toEqual([]);
    });

    it('misses and repeats nothing over its restarts', async () => {
      const followers = [follow(), follow({ prefixes: ['b-'] })];
      let n = 0;
      const append = async (count: number) => {
        for (const end = n + count; n < end; n++) {
          await store.append(n % 2 ? 'a-1' : 'b-1', 'any', [anEvent(n)]);
        }
      };
      await append(20);
      for (let restart = 0; restart < 3; restart++) {
        await server.restart();
        await back();
        await append(20);
      }
      await followers[0]!.has(80);
      await followers[1]!.has(40);
      expect(numbers(followers[0]!.events)).toEqual(Array.from({ length: 80 }, (_, i) => i));
      expect(numbers(followers[1]!.events)).toEqual(Array.from({ length: 40 }, (_, i) => 2 * i));
      for (const { positions } of followers) {
        expect(positions).toEqual([...new Set(positions)].sort());
      }
      await Promise.all(followers.map((follower) => follower.end()));
    });

    it('misses and repeats nothing when it goes away in the midst of catching up', async () => {
      const count = 3_000;
      for (let n = 0; n < count; n += 500) await store.append('a-1', 'any', someEvents(500, n));
      const seen: number[] = [];
      const controller = new AbortController();
      let restarts = 0;
      for await (const { events } of store.subscribe({ signal: controller.signal })) {
        seen.push(...numbers(events));
        if (seen.length === count) controller.abort();
        else if (seen.length > restarts * 700) {
          restarts++;
          await server.restart();
        }
      }
      expect(seen).toEqual(Array.from({ length: count }, (_, n) => n));
      expect(restarts).toBeGreaterThan(1);
    });

    it('says so when it takes calls and never answers', async () => {
      server.circumstances.isFrozen = true;
      store = open(`${server.url}&defaultDeadline=300`);
      const follower = follow();
      for (const call of [
        () => store.append('a-1', 'no-stream', [anEvent()]),
        () => store.head(),
      ]) {
        const error = await call().catch((e) => e);
        expect(error).toBeInstanceOf(EngineUnavailable);
        expect(error.message).toMatch(/^EventStoreDB at .* did not answer in time/);
      }
      await expect.poll(() => lines, POLL_OPTIONS).toHaveLength(1);
      expect(lines[0]).toMatch(/^No events come for now: .* did not answer in time/);
      server.circumstances.isFrozen = false;
      await store.append('a-1', 'no-stream', [anEvent()]);
      await follower.has(1);
      await follower.end();
    });
  });

  describe('repeating an append', () => {
    it('of which no reply came stores it once', async () => {
      for (const expected of ['no-stream', 'any'] as const) {
        const stream = `a-${expected}`;
        const events: [NewEvent, NewEvent] = [anEvent(1), anEvent(2)];
        server.circumstances.losesReplies = true;
        await expect(store.append(stream, expected, events)).rejects.toThrow(EngineUnavailable);
        server.circumstances.losesReplies = false;
        const appended = await store.append(stream, expected, events);
        const stored = await collect(store.readStream(stream));
        expect(numbers(stored)).toEqual([1, 2]);
        expect(appended).toEqual({ revision: 1, position: stored[1]!.position });
      }
    });

    it('of which no reply came conflicts where others appended instead', async () => {
      server.circumstances.losesReplies = true;
      await expect(store.append('a-1', 'no-stream', [anEvent()])).rejects.toThrow(
        EngineUnavailable,
      );
      server.circumstances.losesReplies = false;
      const conflict = await store.append('a-1', 'no-stream', [anEvent()]).catch((e) => e);
      expect(conflict).toBeInstanceOf(RevisionConflict);
      expect(conflict).toMatchObject({ stream: 'a-1', expected: 'no-stream', actual: 0 });
    });

    it('looks up the position when the server does not say it', async () => {
      const events: [NewEvent, NewEvent] = [anEvent(1), anEvent(2)];
      const first = await store.append('a-1', 'no-stream', events);
      server.circumstances.knowsPlacesOfRepeats = false;
      expect(await store.append('a-1', 'no-stream', events)).toEqual(first);
    });

    it('without an expectation is known after the server has forgotten the ids', async () => {
      const events: [NewEvent, NewEvent] = [anEvent(1), anEvent(2)];
      const first = await store.append('a-1', 'any', events);
      await store.append('a-1', 'any', [anEvent(3)]);
      await server.restart();
      await back();
      expect(await store.append('a-1', 'any', events)).toEqual(first);
      await expect(store.append('a-1', 'any', [events[0], anEvent(4)])).rejects.toThrow(
        RevisionConflict,
      );
      expect(numbers(await collect(store.readStream('a-1')))).toEqual([1, 2, 3]);
    });

    it('without an expectation conflicts where the ids stand, but not together', async () => {
      const first = anEvent(1);
      const second = anEvent(2);
      await store.append('a-1', 'any', [first]);
      await store.append('a-1', 'any', [anEvent(3)]);
      await store.append('a-1', 'any', [second]);
      const conflict = await store.append('a-1', 'any', [first, second]).catch((e) => e);
      expect(conflict).toBeInstanceOf(RevisionConflict);
      expect(conflict).toMatchObject({ expected: 'any', actual: 2 });
    });
  });

  describe('refusing', () => {
    it('what is larger than the server takes is no outage', async () => {
      const large = { ...anEvent(), data: { text: 'x'.repeat(2_000) } };
      server.circumstances.maxAppendSize = 1_500;
      const whole = await store.append('a-1', 'no-stream', [large]).catch((e) => e);
      expect(whole).toBeInstanceOf(RangeError);
      expect(whole.message).toMatch(/too large.*1500/);
      server.circumstances.maxAppendEventSize = 1_000;
      const single = await store.append('a-1', 'no-stream', [large]).catch((e) => e);
      expect(single).toBeInstanceOf(RangeError);
      expect(single.message).toMatch(/too large.*1000/);
      expect(await collect(store.readStream('a-1'))).toEqual([]);
    });

    it('a server that is too old', async () => {
      server.circumstances.knowsPlacesInStreams = false;
      await store.append('a-1', 'no-stream', [anEvent()]);
      await expect(collect(store.readStream('a-1'))).rejects.toThrow(/must be version 22\.6/);
    });

    it('an id that is no UUID', async () => {
      await expect(store.append('a-1', 'any', [{ ...anEvent(), id: '1' }])).rejects.toThrow(
        TypeError,
      );
    });
  });

  describe('on a cluster', () => {
    it('says which node leads, and goes there next', async () => {
      const leader = await startEventStoreDbStandIn();
      server.circumstances.leader = { host: '127.0.0.1', port: leader.port };
      const append = () => store.append('a-1', 'no-stream', [anEvent(1)]);
      const error = await append().catch((e) => e);
      expect(error).toBeInstanceOf(EngineUnavailable);
      expect(error.message).toContain(`127.0.0.1:${leader.port} does`);
      expect(await append()).toMatchObject({ revision: 0 });
      leader.stop();
    });

    it('finds the leader among the nodes that its URL names', async () => {
      const cluster = open(`esdb://127.0.0.1:1,127.0.0.1:${server.port}?tls=false`);
      expect(await cluster.append('a-1', 'no-stream', [anEvent()])).toMatchObject({ revision: 0 });
    });

    it('says so when no node is there', async () => {
      server.stop();
      const cluster = open(`esdb+discover://127.0.0.1:${server.port}?tls=false`);
      const error = await cluster.head().catch((e) => e);
      expect(error).toBeInstanceOf(EngineUnavailable);
    });
  });

  describe('with what others put into the server', () => {
    it('never gives away its own events', async () => {
      const follower = follow();
      for (let n = 0; n < 60; n++) await store.append('a-1', 'any', [anEvent(n)]);
      const official = EventStoreDBClient.connectionString(server.url);
      await official.setStreamMetadata('b-1', { maxCount: 3 });
      await official.appendToStream('$c-1', jsonEvent({ type: 'Noted', data: {} }));
      await official.deleteStream('$c-1');
      await official.tombstoneStream('d-1');
      await official.dispose();
      const all = await collect(store.readAll());
      await follower.has(60);
      expect(numbers(all)).toEqual(Array.from({ length: 60 }, (_, n) => n));
      expect(await store.head()).toBe(all.at(-1)!.position);
      await follower.end();
    });

    it('moves on over long stretches of its own events', async () => {
      const follower = follow();
      const { position } = await store.append('a-1', 'no-stream', [anEvent()]);
      const official = EventStoreDBClient.connectionString(server.url);
      for (let n = 0; n < 300; n++) await official.setStreamMetadata('a-1', { maxCount: n + 1 });
      await expect.poll(() => follower.positions.at(-1)! > position, POLL_OPTIONS).toBe(true);
      expect(follower.events).toHaveLength(1);
      expect(await store.head()).toBe(position);
      const last = follower.positions.at(-1)!;
      expect(await collect(store.readAll({ after: last }))).toEqual([]);
      await follower.end();
      await official.dispose();
    });

    it.each([true, false])(
      'gets no other streams while it catches up (the server says when it has: %s)',
      async (reportsCatchingUp) => {
        server.circumstances.reportsCatchingUp = reportsCatchingUp;
        await store.append('b-1', 'any', [anEvent(1)]);
        for (let n = 0; n < 2_000; n += 500) await store.append('a-1', 'any', someEvents(500, n));
        await store.append('b-1', 'any', [anEvent(2)]);
        for (let n = 0; n < 20; n++) await store.append('a-1', 'any', [anEvent()]);
        const before = server.statistics.eventsSent;
        const follower = follow({ prefixes: ['b-'] });
        await follower.has(2);
        const head = (await store.head())!;
        await expect.poll(() => follower.positions.at(-1)! >= head, POLL_OPTIONS).toBe(true);
        expect(server.statistics.eventsSent - before).toBeLessThan(100);
        const { position } = await store.append('a-1', 'any', [anEvent()]);
        await expect.poll(() => follower.positions.at(-1), POLL_OPTIONS).toBe(position);
        await store.append('b-1', 'any', [anEvent(3)]);
        await follower.has(3);
        expect(numbers(follower.events)).toEqual([1, 2, 3]);
        await follower.end();
      },
    );

    it('reads a deleted stream as none, and lets it begin again', async () => {
      await store.append('a-1', 'no-stream', [anEvent(1), anEvent(2)]);
      const official = EventStoreDBClient.connectionString(server.url);
      await official.deleteStream('a-1');
      expect(await collect(store.readStream('a-1'))).toEqual([]);
      expect(await store.append('a-1', 'no-stream', [anEvent(3)])).toMatchObject({ revision: 2 });
      expect(await collect(store.readStream('a-1'))).toMatchObject([{ revision: 2 }]);
      await official.dispose();
    });

    it('reads a stream that was deleted for good as none, and says why it takes nothing', async () => {
      await store.append('a-1', 'no-stream', [anEvent(1)]);
      const official = EventStoreDBClient.connectionString(server.url);
      await official.tombstoneStream('a-1');
      expect(await collect(store.readStream('a-1'))).toEqual([]);
      for (const expected of ['no-stream', 'any', 0] as const) {
        const error = await store.append('a-1', expected, [anEvent()]).catch((e) => e);
        expect(error).toBeInstanceOf(RangeError);
        expect(error.message).toMatch(/deleted for good.*a-1/);
      }
      await official.dispose();
    });
  });

  describe('its URL', () => {
    it('never appears in messages with its user or password', async () => {
      const known = open(`esdb://clerk:secret@127.0.0.1:${server.port}?tls=false`);
      server.circumstances.access = 'denied';
      const denied = await known.append('a-1', 'no-stream', [anEvent()]).catch((e) => e);
      expect(denied).toBeInstanceOf(EngineUnavailable);
      expect(denied.message).toMatch(/access is denied/);
      server.stop();
      const away = await known.head().catch((e) => e);
      for (const error of [denied, away]) {
        expect(`${inspect(error, { depth: 9 })}`).not.toMatch(/secret|clerk/);
      }
    });
  });

  it('makes a fast store wait for a slow consumer, and loses nothing', async () => {
    const count = 4_000;
    for (let n = 0; n < count; n += 500) await store.append('a-1', 'any', someEvents(500, n));
    const before = server.statistics.eventsSent;
    const seen: number[] = [];
    let batches = 0;
    const controller = new AbortController();
    for await (const { events } of store.subscribe({ signal: controller.signal })) {
      if (batches++ === 0) {
        await sleep(1_500);
        expect(server.statistics.eventsSent - before).toBeLessThan(2_500);
      }
      seen.push(...numbers(events));
      if (seen.length === count) controller.abort();
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, n) => n));
    expect(batches).toBeLessThan(count / 4);
  });

  it('ends its subscriptions when it is closed, and refuses later calls', async () => {
    const follower = follow();
    await store.append('a-1', 'no-stream', [anEvent()]);
    await follower.has(1);
    await store.close();
    await follower.ended;
    await expect(store.head()).rejects.toThrow(/the connection to EventStoreDB .* was closed/);
  });

  it('a failing append does not disturb a subscription', async () => {
    const follower = follow();
    await store.append('a-1', 'no-stream', [anEvent(1)]);
    await follower.has(1);
    server.circumstances.losesReplies = true;
    await expect(store.append('a-1', 0, [anEvent(2)])).rejects.toThrow(EngineUnavailable);
    server.circumstances.losesReplies = false;
    await store.append('a-1', 1, [anEvent(3)]);
    await follower.has(3);
    expect(lines).toEqual([]);
    await follower.end();
  });
});

const POLL_OPTIONS = { timeout: 15_000, interval: 5 };

const numbers = (events: readonly StoredEvent[]) =>
  events.map(({ data }) => (data as { n: number }).n);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
