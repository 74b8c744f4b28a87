import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { EngineUnavailable } from '@energy/engines';
import { type EventStore, openEventStore, overrideEventStore } from '@energy/event-store';
import { TurnCounter, temporaryFolder } from '@energy/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOwnershipStore } from './open-ownership-store.ts';
import { OwnershipIndex, OwnershipIndexBehind } from './ownership-index.ts';
import type { OwnershipStore } from './ownership-store.ts';
import { anyEvents, changesOf } from './testing/ownership-events.ts';

const ANN = 'a0000000-0000-4000-8000-00000000000a';
const FRIDGE = 'd0000000-0000-4000-8000-00000000000d';
const metadata = {
  actor: 'system',
  correlationId: randomUUID(),
  causationId: randomUUID(),
  schemaVersion: 1,
} as const;

let folder: string;
let eventStore: EventStore;
let store: OwnershipStore;
let logged: string[];
const log = {
  info: (line: string) => logged.push(line),
  warn: (line: string) => logged.push(line),
};
const ending: (() => Promise<void>)[] = [];

beforeEach(async () => {
  logged = [];
  folder = temporaryFolder('ownership');
  eventStore = openEventStore(`sqlite:${folder}/events.db`, log);
  store = openOwnershipStore(`sqlite:${folder}/credentials.db`);
});

afterEach(async () => {
  for (const end of ending.splice(0)) await end();
  await Promise.all([eventStore.close(), store.close()]);
  await rm(folder, { recursive: true });
});

/** Runs an index, as a process does. */
function start(options: { eventStore?: EventStore; store?: OwnershipStore } = {}) {
  const index = new OwnershipIndex({ eventStore, store, log, ...options });
  const controller = new AbortController();
  const running = index.run(controller.signal).catch(() => undefined);
  const stop = async () => {
    controller.abort();
    await running;
  };
  ending.push(stop);
  return { index, stop };
}

async function happened(stream: string, type: string, data: object): Promise<void> {
  await eventStore.append(stream, 'any', [{ type, data, id: randomUUID(), metadata }]);
}

const registered = (role: string, userId = ANN) =>
  happened(`user-${userId}`, 'UserRegistered', { name: 'Ann', role });

describe('the ownership index', () => {
  it('answers with everything that was stored before the call, by any process', async () => {
    const { index } = start();
    for (let number = 1; number <= 20; number++) {
      await registered('administrator', randomUUID());
      expect(await index.factsOf(ANN)).toEqual({ otherAdministrators: number, ownedDevices: 0 });
    }
    await happened(`device-${FRIDGE}`, 'DeviceAssigned', { userId: ANN });
    const head = (await eventStore.head())!;
    expect(await index.devicesOf(ANN, head)).toEqual([FRIDGE]);
    await happened('username-capa', 'UserNameTaken', { userId: ANN, name: 'capa' });
    expect(await index.namesLike('сара')).toMatchObject([{ name: 'capa' }]);
  });

  it('continues at its position after a start', async () => {
    await registered('administrator');
    const first = start();
    await first.index.caughtUp();
    await expect.poll(() => store.position()).toBeDefined();
    await first.stop();
    const position = await store.position();
    const subscribe = vi.spyOn(eventStore, 'subscribe');
    const { index } = start();
    await index.caughtUp();
    expect(subscribe.mock.calls.map(([selection]) => selection.after)).toEqual([position]);
  });

  it('gives others their turn while it is built', async () => {
    const events = Array.from({ length: 5_000 }, (_, number) =>
      happened(`device-${number}`, 'DeviceAssigned', { userId: ANN }),
    );
    await Promise.all(events);
    const turns = new TurnCounter();
    const counted = overrideEventStore(eventStore, {
      async *subscribe(selection) {
        for await (const batch of eventStore.subscribe(selection)) {
          turns.note();
          yield batch;
        }
      },
    });
    await start({ eventStore: counted }).index.built(AbortSignal.timeout(10_000));
    expect(turns.end()).toBeGreaterThan(3);
  });

  it('is right in a process that lags behind another one', async () => {
    const held = Promise.withResolvers<void>();
    const slow = {
      ...bound(store),
      apply: async (...args: Parameters<OwnershipStore['apply']>) => {
        await held.promise;
        return store.apply(...args);
      },
    };
    await registered('administrator');
    const lagging = start({ store: slow });
    const { index } = start();
    await index.caughtUp();
    await happened(`user-${ANN}`, 'UserDeleted', {});
    await registered('client', 'bob');
    expect(await index.factsOf('bob')).toMatchObject({ otherAdministrators: 0 });
    held.resolve();
    expect(await lagging.index.factsOf('bob')).toMatchObject({ otherAdministrators: 0 });
    const entries = await Array.fromAsync(store.entries());
    expect(entries).toEqual([{ kind: 'role', id: 'bob', value: 'client' }]);
  });

  it('is built again when it was cleared by another process, and never answers in between', async () => {
    for (let number = 0; number < 30; number++) await registered('administrator', randomUUID());
    const { index } = start();
    expect(await index.factsOf('')).toMatchObject({ otherAdministrators: 30 });
    const other = openOwnershipStore(`sqlite:${folder}/credentials.db`);
    await other.clear();
    expect(await index.factsOf('')).toMatchObject({ otherAdministrators: 30 });
    await registered('administrator');
    expect(await index.factsOf('')).toMatchObject({ otherAdministrators: 31 });
    expect(await other.count()).toBe(31);
    await other.close();
  });

  it('says how far it is built where a call would have to wait', async () => {
    for (let number = 0; number < 4; number++) await registered('administrator', randomUUID());
    const [first] = await Array.fromAsync(eventStore.readAll());
    const stuck = overrideEventStore(eventStore, {
      async *subscribe({ signal }) {
        yield { events: [first!], position: first!.position };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    const { index } = start({ eventStore: stuck });
    const sentence = 'the ownership index is being built from the events: 25 % of them are read';
    await expect.poll(() => index.progress()).toBe(sentence);
    const asking = index.factsOf(ANN);
    await expect(asking).rejects.toThrow(OwnershipIndexBehind);
    await expect(asking).rejects.toThrow(sentence);
    await expect(index.namesLike('Ann')).rejects.toThrow(sentence);
  });

  it('equals the fold in memory although processes fail at any call', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyEvents,
        fc.array(fc.constantFrom('works', 'fails before', 'fails afterwards'), { maxLength: 6 }),
        async (appended, outcomes) => {
          const url = `sqlite:${folder}/${randomUUID()}`;
          const events = openEventStore(`${url}-events.db`, log);
          const rows = openOwnershipStore(url);
          for (const [stream, event] of appended) {
            await events.append(stream, 'any', [{ ...event, id: randomUUID(), metadata }]);
          }
          const left = [...outcomes];
          const failing = {
            ...bound(rows),
            apply: async (...args: Parameters<OwnershipStore['apply']>) => {
              const outcome = left.shift() ?? 'works';
              if (outcome === 'fails before') throw new EngineUnavailable('away');
              const stored = await rows.apply(...args);
              if (outcome === 'fails afterwards') throw new EngineUnavailable('away');
              return stored;
            },
          };
          const processes = [failing, rows].map((each) =>
            start({ eventStore: events, store: each }),
          );
          await Promise.all(processes.map(({ index }) => index.caughtUp()));
          for (const { stop } of processes) await stop();
          const { roles, owners, names } = changesOf(await Array.fromAsync(events.readAll()));
          const values = [...roles.values(), ...owners.values(), ...names.values()];
          expect(await rows.count()).toBe(values.filter((value) => value !== undefined).length);
          await Promise.all([events.close(), rows.close()]);
        },
      ),
      { numRuns: 15 },
    );
  });
});

/** The methods of a store, to replace some of them. */
function bound(actual: OwnershipStore): OwnershipStore {
  return {
    position: () => actual.position(),
    apply: (batch) => actual.apply(batch),
    factsOf: (userId) => actual.factsOf(userId),
    rolesOf: (userIds) => actual.rolesOf(userIds),
    devicesOf: (userId) => actual.devicesOf(userId),
    lookalikesOf: (name) => actual.lookalikesOf(name),
    entries: () => actual.entries(),
    count: () => actual.count(),
    clear: () => actual.clear(),
    policyPosition: () => actual.policyPosition(),
    setPolicyPosition: (position) => actual.setPolicyPosition(position),
    close: () => actual.close(),
  };
}
