import { EngineUnavailable } from '@energy/engines';
import type { Reading } from '@energy/measurements';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Time } from './clock.ts';
import { Outbox } from './outbox.ts';

const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';
const reading = (number: number): Reading => ({ deviceId: DEVICE, at: number, energy: number });
const readings = (count: number) => Array.from({ length: count }, (_, index) => reading(index));

/** A broker's reaction to a batch: accept it, refuse it, or accept a part of it and lose the rest. */
type Outcome = 'taken' | 'refused' | { readonly lostAfter: number };

class FakeBroker {
  readonly taken: Reading[] = [];
  readonly #outcomes: Outcome[];
  tries = 0;
  away = false;

  constructor(outcomes: readonly Outcome[] = []) {
    this.#outcomes = [...outcomes];
  }

  publish = async (batch: readonly Reading[]): Promise<void> => {
    this.tries++;
    await Promise.resolve();
    const outcome = this.away ? 'refused' : (this.#outcomes.shift() ?? 'taken');
    if (outcome === 'taken') this.taken.push(...batch);
    else {
      if (outcome !== 'refused') this.taken.push(...batch.slice(0, outcome.lostAfter));
      throw new EngineUnavailable('the broker is away');
    }
  };
}

/** Time that passes as fast as it is slept through, each sleep one turn of the event loop long. */
class QuickTime implements Time {
  slept = 0;
  now(): number {
    return this.slept;
  }
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const wakesAt = this.slept + ms;
    while (this.slept < wakesAt) {
      await new Promise(setImmediate);
      signal.throwIfAborted();
      this.slept += 50;
    }
  }
}

let said: string[];
let stop: AbortController;
let time: QuickTime;
beforeEach(() => {
  said = [];
  stop = new AbortController();
  time = new QuickTime();
});

function outboxTo(broker: Pick<FakeBroker, 'publish'>, sizes = {}): Outbox {
  const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) };
  return new Outbox({ publish: broker.publish, signal: stop.signal, log, time, ...sizes });
}

describe('the outbox', () => {
  it('delivers what is put in, in order', async () => {
    const broker = new FakeBroker();
    const outbox = outboxTo(broker);
    for (const each of readings(5_000)) await outbox.put(each);
    expect(await outbox.settle()).toBe(0);
    expect(broker.taken).toEqual(readings(5_000));
    expect(outbox.delivered).toBe(5_000);
    expect(said).toEqual([]);
  });

  it('holds readings while the broker is unavailable, and logs it once', async () => {
    const broker = new FakeBroker(['refused', 'refused', 'refused']);
    const outbox = outboxTo(broker);
    for (const each of readings(3)) await outbox.put(each);
    expect(outbox.length).toBe(3);
    expect(await outbox.settle()).toBe(0);
    expect(broker.taken).toEqual(readings(3));
    expect(said).toEqual([
      'the broker is away; readings wait until the broker accepts them',
      'the broker takes readings again',
    ]);
  });

  it('takes in no more than it has room for', async () => {
    const broker = new FakeBroker();
    broker.away = true;
    const outbox = outboxTo(broker, { capacity: 10 });
    let taken = 0;
    const putting = (async () => {
      for (const each of readings(25)) {
        await outbox.put(each);
        taken++;
      }
    })();
    await time.sleep(30_000, stop.signal);
    expect(taken).toBe(10);
    broker.away = false;
    await putting;
    expect(await outbox.settle()).toBe(0);
    expect(broker.taken).toEqual(readings(25));
  });

  it('tries for five seconds more when it is asked to stop, and reports what is left', async () => {
    const broker = new FakeBroker();
    broker.away = true;
    const outbox = outboxTo(broker);
    for (const each of readings(4)) await outbox.put(each);
    await time.sleep(60_000, stop.signal);
    const triesBefore = broker.tries;
    const stoppedAt = time.slept;
    stop.abort(new Error('stopped'));
    await expect(outbox.put(reading(9))).rejects.toThrow('stopped');
    expect(await outbox.settle()).toBe(4);
    expect(broker.tries).toBeGreaterThan(triesBefore + 2);
    expect(time.slept - stoppedAt).toBeLessThan(15_000);
  });

  it('delivers in those five seconds when the broker comes back', async () => {
    const broker = new FakeBroker();
    broker.away = true;
    const outbox = outboxTo(broker);
    for (const each of readings(4)) await outbox.put(each);
    await time.sleep(60_000, stop.signal);
    stop.abort(new Error('stopped'));
    broker.away = false;
    expect(await outbox.settle()).toBe(0);
    expect(broker.taken).toEqual(readings(4));
  });

  it('releases a source that waits for room when it is asked to stop', async () => {
    const broker = new FakeBroker();
    broker.away = true;
    const outbox = outboxTo(broker, { capacity: 1 });
    await outbox.put(reading(0));
    const second = outbox.put(reading(1));
    stop.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
  });

  it('ends at an error that no trying mends', async () => {
    const failing = { publish: async () => Promise.reject(new TypeError('a defect')) };
    const outbox = outboxTo(failing);
    await outbox.put(reading(0));
    expect(await outbox.settle()).toBe(1);
    expect(outbox.ended.reason).toEqual(new TypeError('a defect'));
    await expect(outbox.put(reading(1))).rejects.toThrow('a defect');
  });

  it('delivers everything in order, whatever the broker does', async () => {
    const outcome: fc.Arbitrary<Outcome> = fc.oneof(
      fc.constant<Outcome>('taken'),
      fc.constant<Outcome>('refused'),
      fc.record({ lostAfter: fc.nat(8) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { maxLength: 12 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 10 }),
        async (outcomes, count, capacity, batchSize) => {
          const broker = new FakeBroker(outcomes);
          const outbox = outboxTo(broker, { capacity, batchSize });
          for (const each of readings(count)) await outbox.put(each);
          expect(await outbox.settle()).toBe(0);
          const firstTimes = [...new Set(broker.taken.map(({ at }) => at))];
          expect(firstTimes).toEqual(readings(count).map(({ at }) => at));
          expect(outbox.delivered).toBe(count);
        },
      ),
      { numRuns: 50 },
    );
  });
});
