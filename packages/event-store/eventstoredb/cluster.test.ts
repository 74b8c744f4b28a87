import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailable } from '@energy/engines';
import { RunningProcess } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventStore, NewEvent } from '../event-store.ts';
import { type EventStoreDbCluster, startEventStoreDbCluster } from './testing/stand-in.ts';
import { anEvent, follow, numbersOf, OpenedStores } from './testing/stores.ts';

const POLL = { timeout: 30_000, interval: 5 };
const STAND_IN = 'packages/event-store/eventstoredb/testing/main.ts';

describe('a cluster of EventStoreDB', () => {
  let cluster: EventStoreDbCluster;
  let stores: OpenedStores;
  let store: EventStore;
  let rejections: unknown[];
  const onRejection = (reason: unknown) => rejections.push(reason);

  beforeEach(async () => {
    cluster = await startEventStoreDbCluster();
    stores = new OpenedStores();
    store = stores.open(cluster.url);
    rejections = [];
    process.on('unhandledRejection', onRejection);
  });

  afterEach(async () => {
    await stores.close();
    cluster.stop();
    await sleep(20);
    process.off('unhandledRejection', onRejection);
    expect(rejections).toEqual([]);
  });

  /** Appends until it is acknowledged: the same event each time. */
  async function appendPersistently(stream: string, event: NewEvent): Promise<void> {
    for (;;) {
      try {
        await store.append(stream, 'any', [event]);
        return;
      } catch (error) {
        if (!(error instanceof EngineUnavailable)) throw error;
        await sleep(10);
      }
    }
  }

  it('loses and doubles nothing while its quorum comes and goes under load', async () => {
    const rounds = 20;
    const follower = follow(store);
    for (let round = 0; round < rounds; round++) {
      const appends = Array.from({ length: 40 }, (_, n) =>
        appendPersistently(`a-${n}`, anEvent(round * 40 + n)),
      );
      const [leader, ...followers] = cluster.nodes;
      for (const node of followers) node.stop();
      leader!.circumstances.quorum = 'losing';
      await sleep(5);
      leader!.circumstances.quorum = 'lost';
      await sleep(20);
      await Promise.all(followers.map((node) => node.restart()));
      cluster.elect(cluster.nodes[round % 3]);
      await Promise.all(appends);
      cluster.elect(leader);
    }
    const count = rounds * 40;
    await expect.poll(() => follower.events.length, POLL).toBe(count);
    const numbers = Array.from({ length: count }, (_, n) => n);
    expect(numbersOf(follower.events).sort((a, b) => a - b)).toEqual(numbers);
    await follower.end();
  });

  it('continues at once on the next leader, appends and subscriptions', async () => {
    const follower = follow(store);
    await store.append('a-1', 'no-stream', [anEvent(0)]);
    await expect.poll(() => follower.events.length, POLL).toBe(1);
    for (let n = 1; n <= 6; n++) {
      const previous = cluster.leader!;
      cluster.elect(cluster.nodes[n % 3]);
      previous.stop();
      await appendPersistently('a-1', anEvent(n));
      await expect.poll(() => follower.events.length, POLL).toBe(n + 1);
      await previous.restart();
    }
    expect(numbersOf(follower.events)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await follower.end();
  });

  it('says which node answers what where none leads', async () => {
    cluster.elect(undefined);
    cluster.nodes[2]!.stop();
    const error = await store.head().catch((reason) => reason);
    expect(error).toBeInstanceOf(EngineUnavailable);
    const [first, , third] = cluster.nodes;
    expect(error.message).toContain(`127.0.0.1:${first!.port}: it knows of no leader`);
    expect(error.message).toMatch(new RegExp(`127.0.0.1:${third!.port}: .*ECONNREFUSED`));
    cluster.elect(cluster.nodes[0]);
    expect(await store.head()).toBeUndefined();
  });

  it('asks another node after one that does not answer', async () => {
    const hasty = stores.open(`${cluster.url}&defaultDeadline=300`);
    await hasty.append('a-1', 'no-stream', [anEvent(0)]);
    const follower = follow(hasty);
    await expect.poll(() => follower.events.length, POLL).toBe(1);
    const frozen = cluster.leader!;
    frozen.circumstances.isFrozen = true;
    cluster.elect(cluster.nodes[1]);
    await expect(hasty.head()).rejects.toThrow(/did not answer in time/);
    await hasty.append('a-1', 0, [anEvent(1)]);
    await expect.poll(() => follower.events.length, POLL).toBe(2);
    await follower.end();
  });

  it('stays with a slow leader where it still leads', async () => {
    const hasty = stores.open(`${cluster.url}&defaultDeadline=300`);
    await hasty.append('a-1', 'no-stream', [anEvent(0)]);
    const follower = follow(hasty);
    await expect.poll(() => follower.events.length, POLL).toBe(1);
    cluster.leader!.circumstances.isFrozen = true;
    await expect(hasty.head()).rejects.toThrow(/did not answer in time/);
    cluster.leader!.circumstances.isFrozen = false;
    await hasty.append('a-1', 0, [anEvent(1)]);
    await expect.poll(() => follower.events.length, POLL).toBe(2);
    expect(stores.sentences).toEqual([]);
    await follower.end();
  });

  it('is left by subscriptions of 8 s at most when its process freezes', async () => {
    const server = RunningProcess.start(STAND_IN, { args: ['0'] });
    const [url] = await server.waitForOutput(/esdb:\S+/);
    const lone = stores.open(url);
    const follower = follow(lone);
    await lone.append('a-1', 'no-stream', [anEvent()]);
    await expect.poll(() => follower.events.length, POLL).toBe(1);
    const frozenAt = performance.now();
    server.signal('SIGSTOP');
    await expect.poll(() => stores.sentences.length, POLL).toBe(1);
    expect((performance.now() - frozenAt) / 1_000).toBeLessThan(8);
    server.signal('SIGCONT');
    await expect.poll(() => stores.sentences.length, POLL).toBe(2);
    await follower.end();
    await server.kill();
  });
});
