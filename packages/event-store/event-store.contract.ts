import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { medianTime, repetitions } from '@energy/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backlogOf } from './backlog.ts';
import {
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  PositionNotFound,
  RevisionConflict,
  type Selection,
  type StoredEvent,
} from './event-store.ts';

/** One store for a test. Every call of `open` gives another handle on it, as another process has. */
export interface EventStoreUnderTest {
  open(): EventStore;
  remove(): Promise<void>;
}

/** The contract of every adapter of the EventStore port. */
export function describeEventStore(name: string, make: () => Promise<EventStoreUnderTest>): void {
  describe(`an event store on ${name}`, () => {
    let underTest: EventStoreUnderTest;
    let handles: EventStore[];
    let store: EventStore;

    beforeEach(async () => {
      underTest = await make();
      handles = [];
      store = open();
    });

    afterEach(async () => {
      await Promise.all(handles.map((handle) => handle.close()));
      await underTest.remove();
    });

    function open(): EventStore {
      const handle = underTest.open();
      handles.push(handle);
      return handle;
    }

    async function reopen(): Promise<EventStore> {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
      return open();
    }

    describe('appending', () => {
      it('numbers the events of a stream from 0, and orders all by position', async () => {
        const first = await store.append('a-1', 'no-stream', [event(), event()]);
        const second = await store.append('b-1', 'no-stream', [event()]);
        const third = await store.append('a-1', 1, [event()]);
        expect([first.revision, second.revision, third.revision]).toEqual([1, 0, 2]);
        expect(first.position < second.position && second.position < third.position).toBe(true);
        expect(await store.head()).toBe(third.position);
      });

      it('stores every part of an event', async () => {
        const appended = event({ text: 'Zoë 🔌 "quoted" \u2028', number: 0.1, list: [null, true] });
        const before = Date.now();
        const { position } = await store.append('a-1', 'no-stream', [appended]);
        const [stored] = await readStream(store, 'a-1');
        expect(stored).toEqual({
          ...appended,
          stream: 'a-1',
          revision: 0,
          position,
          recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        });
        expect(Math.abs(Date.parse(stored!.recordedAt) - before)).toBeLessThan(60_000);
      });

      it.each<[ExpectedRevision, number | undefined, number]>([
        ['no-stream', 1, 2],
        [0, 1, 2],
        [2, 1, 2],
        [0, undefined, 0],
      ])('expecting %s conflicts with revision %s', async (expected, actual, events) => {
        if (events > 0) await store.append('a-1', 'no-stream', [event(), event()]);
        const conflict = await store.append('a-1', expected, [event()]).catch((error) => error);
        expect(conflict).toBeInstanceOf(RevisionConflict);
        expect(conflict).toMatchObject({ stream: 'a-1', expected, actual });
        expect(await readStream(store, 'a-1')).toHaveLength(events);
      });

      it('without an expectation goes to the end of the stream', async () => {
        await store.append('a-1', 'any', [event()]);
        expect(await store.append('a-1', 'any', [event()])).toMatchObject({ revision: 1 });
      });

      it.each<ExpectedRevision>(['no-stream', 'any'])(
        'the same ids again, expecting %s, is a success and no second copy',
        async (expected) => {
          const events: [NewEvent, NewEvent] = [event(), event()];
          const first = await store.append('a-1', expected, events);
          await store.append('a-1', 1, [event()]);
          expect(await store.append('a-1', expected, events)).toEqual(first);
          expect(await readStream(store, 'a-1')).toHaveLength(3);
        },
      );

      it('the same ids again, expecting the revision before them, is a success', async () => {
        await store.append('a-1', 'no-stream', [event()]);
        const events: [NewEvent] = [event()];
        const first = await store.append('a-1', 0, events);
        expect(await store.append('a-1', 0, events)).toEqual(first);
        expect(await readStream(await reopen(), 'a-1')).toHaveLength(2);
      });

      it.each<ExpectedRevision>(['no-stream', 'any'])(
        'only some of them again, expecting %s, conflicts',
        async (expected) => {
          const first = event();
          const second = event();
          await store.append('a-1', 'no-stream', [first]);
          await expect(store.append('a-1', expected, [first, second])).rejects.toBeInstanceOf(
            RevisionConflict,
          );
          expect(await readStream(store, 'a-1')).toHaveLength(1);
        },
      );

      it('an id that another stream has is a new event', async () => {
        const shared = event();
        await store.append('a-1', 'no-stream', [shared]);
        await store.append('b-1', 'no-stream', [shared]);
        expect(await readStream(store, 'b-1')).toHaveLength(1);
      });

      it('lets exactly one of many who expect the same revision win', async () => {
        const others = [store, open(), open()];
        const results = await Promise.allSettled(
          Array.from({ length: 30 }, (_, index) =>
            others[index % others.length]!.append('a-1', 'no-stream', [event()]),
          ),
        );
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RevisionConflict);
        }
        expect(await readStream(store, 'a-1')).toHaveLength(1);
      });

      it('refuses a conflict alone among appends that arrive together', async () => {
        await store.append('b-1', 'no-stream', [event()]);
        const streams = ['a-1', 'b-1', 'c-1'];
        const results = await Promise.allSettled(
          streams.map((stream) => store.append(stream, 'no-stream', [event()])),
        );
        expect(results).toMatchObject([
          { status: 'fulfilled', value: { revision: 0 } },
          { status: 'rejected', reason: { name: 'RevisionConflict', stream: 'b-1', actual: 0 } },
          { status: 'fulfilled', value: { revision: 0 } },
        ]);
        for (const stream of streams) {
          expect(await readStream(await reopen(), stream)).toHaveLength(1);
        }
      });

      it('refuses a stream or an event type without a name', async () => {
        for (const expected of ['no-stream', 'any'] as const) {
          const unnamed = store.append('', expected, [event()]);
          await expect(unnamed).rejects.toBeInstanceOf(RangeError);
          const untyped = store.append('a-1', expected, [event(), event({}, '')]);
          await expect(untyped).rejects.toBeInstanceOf(RangeError);
        }
        expect(await store.head()).toBeUndefined();
      });

      it('survives a restart', async () => {
        const { position } = await store.append('a-1', 'no-stream', [event({ n: 1 })]);
        const again = await reopen();
        expect(await again.head()).toBe(position);
        expect(await readStream(again, 'a-1')).toMatchObject([{ data: { n: 1 }, position }]);
      });
    });

    describe('reading', () => {
      it('finds nothing in a stream or a store that is not there', async () => {
        expect(await readStream(store, 'a-1')).toEqual([]);
        expect(await collect(store.readAll())).toEqual([]);
        expect(await store.head()).toBeUndefined();
      });

      it('starts at a revision', async () => {
        await store.append('a-1', 'no-stream', numbered(5));
        expect(numbers(await collect(store.readStream('a-1', 3)))).toEqual([3, 4]);
        expect(await collect(store.readStream('a-1', 5))).toEqual([]);
      });

      it('is not led astray by a stream whose name begins alike', async () => {
        await store.append('a-1', 'no-stream', [event({ n: 1 })]);
        await store.append('a-11', 'no-stream', [event({ n: 2 })]);
        expect(numbers(await readStream(store, 'a-1'))).toEqual([1]);
      });

      it('of everything continues after a position, filtered by prefixes of stream names', async () => {
        await store.append('a-1', 'no-stream', [event({ n: 0 })]);
        const { position: after } = await store.append('b-1', 'no-stream', [event({ n: 1 })]);
        await store.append('c-1', 'no-stream', [event({ n: 2 })]);
        await store.append('b-2', 'no-stream', [event({ n: 3 })]);
        await store.append('a-1', 0, [event({ n: 4 })]);
        expect(numbers(await collect(store.readAll({ after })))).toEqual([2, 3, 4]);
        expect(numbers(await collect(store.readAll({ prefixes: ['b-'] })))).toEqual([1, 3]);
        expect(numbers(await collect(store.readAll({ after, prefixes: ['a-', 'b-'] })))).toEqual([
          3, 4,
        ]);
      });

      it('of everything is of the types that are asked for', async () => {
        await store.append('a-1', 'no-stream', [event({ n: 0 }), event({ n: 1 }, 'Seen')]);
        await store.append('b-1', 'no-stream', [event({ n: 2 }, 'Seen'), event({ n: 3 }, 'Gone')]);
        const types = ['Seen', 'Gone'];
        expect(numbers(await collect(store.readAll({ types })))).toEqual([1, 2, 3]);
        expect(numbers(await collect(store.readAll({ types, prefixes: ['b-'] })))).toEqual([2, 3]);
        expect(await collect(store.readAll({ types: [] }))).toEqual([]);
      });

      it('takes a prefix literally', async () => {
        await store.append('a_%', 'no-stream', [event({ n: 0 })]);
        await store.append('abc', 'no-stream', [event({ n: 1 })]);
        expect(numbers(await collect(store.readAll({ prefixes: ['a_'] })))).toEqual([0]);
      });

      it('goes through long streams', async () => {
        for (let from = 0; from < 2_500; from += 500) {
          await store.append('a-1', 'any', numbered(500, from));
        }
        expect(numbers(await readStream(store, 'a-1'))).toEqual(
          Array.from({ length: 2_500 }, (_, n) => n),
        );
      });
    });

    describe('a subscription', () => {
      it('gives what is there, and then what is appended by any process', async () => {
        await store.append('a-1', 'no-stream', numbered(3));
        const follower = follow(open());
        await follower.has(3);
        await store.append('a-1', 2, numbered(2, 3));
        await open().append('b-1', 'no-stream', numbered(1, 5));
        await follower.has(6);
        expect(numbers(follower.events)).toEqual([0, 1, 2, 3, 4, 5]);
        await follower.end();
      });

      it('follows within 50 ms', async () => {
        const follower = follow(open());
        await sleep(100);
        let events = 0;
        const follows = async () => {
          await store.append('a-1', 'any', [event({ n: events })]);
          events += 1;
          await follower.has(events);
        };
        await expect.poll(() => medianTime(20, follows)).toBeLessThan(50);
        await follower.end();
      });

      it('costs next to nothing while nothing happens', async () => {
        await store.append('a-1', 'no-stream', [event()]);
        const follower = follow(open());
        await follower.has(1);
        // Other tests of this process may leave work to its garbage collector: a second without it counts.
        await expect.poll(cpuMsOfOneSecond).toBeLessThan(150);
        await follower.end();
      });

      it('continues after the position of a batch', async () => {
        await store.append('a-1', 'no-stream', numbered(3));
        const first = follow(store);
        await first.has(3);
        await first.end();
        await store.append('a-1', 2, numbered(2, 3));
        const second = follow(await reopen(), { after: first.position! });
        await second.has(2);
        expect(numbers(second.events)).toEqual([3, 4]);
        await second.end();
      });

      it('moves its position on even when nothing matches', async () => {
        const follower = follow(store, { prefixes: ['device-'] });
        const { position } = await store.append('user-1', 'no-stream', numbered(3));
        await follower.reaches(position);
        expect(follower.events).toEqual([]);
        await store.append('device-1', 'no-stream', [event({ n: 7 })]);
        await follower.has(1);
        expect(numbers(follower.events)).toEqual([7]);
        await follower.end();
      });

      it('yields the types that are asked for, and comes past the others', async () => {
        const follower = follow(store, { types: ['Seen'] });
        await store.append('a-1', 'no-stream', [event({ n: 0 }), event({ n: 1 }, 'Seen')]);
        const { position } = await store.append('a-1', 1, [event({ n: 2 })]);
        await follower.reaches(position);
        expect(numbers(follower.events)).toEqual([1]);
        await follower.end();
      });

      it('ends without an error when its signal aborts, before, while waiting and in a batch', async () => {
        const aborted = store.subscribe({ signal: AbortSignal.abort() });
        expect(await collect(aborted)).toEqual([]);

        await store.append('a-1', 'no-stream', numbered(3));
        const controller = new AbortController();
        const seen: EventBatch[] = [];
        for await (const batch of store.subscribe({ signal: controller.signal })) {
          seen.push(batch);
          controller.abort();
        }
        expect(seen).toHaveLength(1);

        const waiting = follow(store);
        await waiting.has(3);
        await waiting.end();
      });

      it('sees every event once and in order while others append', async () => {
        const followers = [follow(open()), follow(open(), { prefixes: ['w'] })];
        const writers = [store, open(), open()];
        await Promise.all(
          writers.map(async (writer, index) => {
            for (let n = 0; n < 100; n++) await writer.append(`w${index}-1`, 'any', [event({ n })]);
          }),
        );
        const all = await collect(store.readAll());
        for (const follower of followers) {
          await follower.has(300);
          expect(follower.events.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
          const positions = follower.events.map(({ position }) => position);
          expect(positions).toEqual([...new Set(positions)].sort());
          await follower.end();
        }
      });
    });

    describe('a position that the store does not have', () => {
      it('is known as one, and those of events and batches as its own', async () => {
        const { position } = await store.append('a-1', 'no-stream', numbered(3));
        const follower = follow(store, { prefixes: ['b-'] });
        await follower.reaches(position);
        await follower.end();
        for (const event of await collect(store.readAll())) {
          expect(await store.hasPosition(event.position)).toBe(true);
        }
        expect(await store.hasPosition(follower.position!)).toBe(true);
        for (const missing of missingPositions(position)) {
          expect(await store.hasPosition(missing), missing).toBe(false);
        }
      });

      it('cannot be read or subscribed from: it fails at once, with the end of the store', async () => {
        const { position: end } = await store.append('a-1', 'no-stream', numbered(3));
        for (const after of missingPositions(end)) {
          const expected = { name: 'PositionNotFound', position: after, end };
          expect(await readAllError(store, after), after).toMatchObject(expected);
          expect(await subscribeError(store, after), after).toMatchObject(expected);
        }
      });

      it('is every position where the store is empty', async () => {
        const other = await make();
        const otherStore = other.open();
        const { position: after } = await otherStore.append('a-1', 'no-stream', numbered(3));
        await otherStore.close();
        await other.remove();
        const expected = { name: 'PositionNotFound', position: after, end: undefined };
        expect(await store.hasPosition(after)).toBe(false);
        expect(await readAllError(store, after)).toMatchObject(expected);
        expect(await subscribeError(store, after)).toMatchObject(expected);
        await expect(backlogOf(store, { after, prefixes: ['a-'] }, 10)).rejects.toBeInstanceOf(
          PositionNotFound,
        );
      });

      it('is none at the end: what follows is read and delivered', async () => {
        const { position: after } = await store.append('a-1', 'no-stream', numbered(3));
        expect(await collect(store.readAll({ after }))).toEqual([]);
        const follower = follow(store, { after });
        await store.append('a-1', 2, numbered(1, 3));
        await follower.has(1);
        expect(numbers(follower.events)).toEqual([3]);
        await follower.end();
      });
    });

    it('states the share of the store up to a position', async () => {
      expect(await store.shareUpTo(undefined)).toBe(1);
      const shares: number[] = [];
      for (let number = 0; number < 4; number++)
        await store.append('a-1', 'any', numbered(1, number));
      expect(await store.shareUpTo(undefined)).toBe(0);
      for await (const { position } of store.readAll())
        shares.push(await store.shareUpTo(position));
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(new Set(shares).size).toBe(4);
      expect(shares[0]).toBeGreaterThan(0);
      expect(shares.at(-1)).toBe(1);
    });

    it('holds thousands of streams', async () => {
      const count = repetitions({ quick: 1_000, thorough: 10_000 });
      await Promise.all(
        Array.from({ length: count }, (_, n) =>
          store.append(`device-${n}`, 'no-stream', [event({ n })]),
        ),
      );
      expect(await readStream(store, `device-${count - 1}`)).toMatchObject([
        { data: { n: count - 1 } },
      ]);
      const follower = follow(open(), { prefixes: ['device-'] });
      await follower.has(count);
      expect(new Set(follower.events.map(({ stream }) => stream)).size).toBe(count);
      await follower.end();
    });

    it('agrees with a list of lists, whatever is appended', async () => {
      const appends = fc.array(
        fc.record({
          stream: fc.constantFrom('x-1', 'x-2', 'y-1'),
          expected: fc.oneof(
            fc.constantFrom<ExpectedRevision>('no-stream', 'any'),
            fc.integer({ min: 0, max: 5 }),
          ),
          length: fc.integer({ min: 1, max: 3 }),
        }),
        { maxLength: 30 },
      );
      await fc.assert(
        fc.asyncProperty(appends, async (steps) => {
          const run = randomUUID();
          const model = new Map<string, string[]>();
          for (const { stream, expected, length } of steps) {
            const name = `${run}-${stream}`;
            const ids = model.get(name) ?? [];
            const events = numbered(length);
            const last = ids.length === 0 ? 'no-stream' : ids.length - 1;
            const append = store.append(name, expected, events);
            if (expected === 'any' || expected === last) {
              expect((await append).revision).toBe(ids.length + length - 1);
              model.set(name, [...ids, ...events.map(({ id }) => id)]);
            } else {
              await expect(append).rejects.toBeInstanceOf(RevisionConflict);
            }
          }
          for (const [name, ids] of model) {
            expect((await readStream(store, name)).map(({ id }) => id)).toEqual(ids);
          }
        }),
        { numRuns: 20 },
      );
    });
  });
}

/** Beyond the end, amid a record, of another engine. */
function missingPositions(end: Position): Position[] {
  const numbersOf = (change: (digits: string) => string) => end.replace(/\d+/g, change);
  const moved = (by: bigint) =>
    numbersOf((digits) => String(BigInt(digits) + by).padStart(digits.length, '0'));
  const isLog = end.includes(':');
  return [
    moved(1_000_000_000n),
    moved(1n),
    ...(isLog
      ? [moved(-1n), '0000000000000001']
      : [`${end.padStart(20, '0')}:${end.padStart(20, '0')}`]),
    'elsewhere',
  ];
}

/** CPU time that this process uses during one second, in milliseconds. */
async function cpuMsOfOneSecond(): Promise<number> {
  const before = process.cpuUsage();
  await sleep(1_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function readAllError(store: EventStore, after: Position): Promise<unknown> {
  return collect(store.readAll({ after })).catch((error) => error);
}

async function subscribeError(store: EventStore, after: Position): Promise<unknown> {
  const signal = AbortSignal.timeout(10_000);
  return collect(store.subscribe({ after, signal })).catch((error) => error);
}

/** Follows a store in the background and remembers what it saw. */
function follow(store: EventStore, selection: Selection = {}) {
  const controller = new AbortController();
  const events: StoredEvent[] = [];
  let position: string | undefined;
  const ended = (async () => {
    for await (const batch of store.subscribe({ ...selection, signal: controller.signal })) {
      events.push(...batch.events);
      position = batch.position;
    }
  })();
  const until = async (reached: () => boolean, what: string) => {
    const deadline = Date.now() + 60_000;
    while (!reached()) {
      if (Date.now() > deadline) throw new Error(`The subscription never ${what}`);
      await sleep(1);
    }
  };
  return {
    events,
    get position() {
      return position;
    },
    has: (count: number) => until(() => events.length >= count, `had ${count} events`),
    reaches: (goal: string) => until(() => (position ?? '') >= goal, `reached ${goal}`),
    async end() {
      controller.abort();
      await ended;
    },
  };
}

function event(data: object = {}, type = 'SomethingHappened'): NewEvent {
  const metadata = {
    actor: 'system',
    correlationId: 'test',
    causationId: 'test',
    schemaVersion: 1,
  } as const;
  return { id: randomUUID(), type, data, metadata };
}

function numbered(count: number, from = 0): [NewEvent, ...NewEvent[]] {
  return Array.from({ length: count }, (_, index) => event({ n: from + index })) as [NewEvent];
}

const numbers = (events: readonly StoredEvent[]) =>
  events.map(({ data }) => (data as { n: number }).n);

const readStream = (store: EventStore, stream: string) => collect(store.readStream(stream));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
