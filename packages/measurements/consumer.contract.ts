import { delay } from '@energy/engines';
import { describe, expect, it } from 'vitest';
import type { ConsumeOptions, MeasurementConsumer } from './consumer.ts';
import type { MeasurementQueue } from './measurement-queue.ts';
import {
  aDevice,
  DEFAULTS,
  messages,
  openBeforeEach,
  type QueueUnderTest,
  recorded,
  recordedBatches,
  testTimeout,
  texts,
  withNextBatch,
} from './testing/queue.ts';

/** The contract of every {@link MeasurementConsumer}. */
export function consumerContract(make: () => Promise<QueueUnderTest>): void {
  let queue: MeasurementQueue;
  const open = openBeforeEach(make, (opened) => {
    queue = opened;
  });

  describe('a batch', () => {
    it('holds no more messages than asked for', async () => {
      await queue.publish(messages('a', 'b', 'c', 'd', 'e'));
      expect(await recordedBatches(queue, 5, { batchSize: 2 })).toEqual([
        ['a', 'b'],
        ['c', 'd'],
        ['e'],
      ]);
    });

    it('is given as soon as it is full', async () => {
      await queue.publish(messages('a', 'b'));
      await withNextBatch(queue, { batchSize: 2, lingerMs: 60_000 }, (batch) => {
        expect(texts(batch)).toEqual(['a', 'b']);
      });
    });

    it('waits for more messages, but no longer than it may linger', async () => {
      const given = withNextBatch(queue, { batchSize: 10, lingerMs: 400 }, (batch) => {
        expect(texts(batch)).toEqual(['a', 'b']);
      });
      await queue.publish(messages('a'));
      const publishedAt = performance.now();
      await delay(100);
      await queue.publish(messages('b'));
      await given;
      expect(performance.now() - publishedAt).toBeGreaterThan(250);
    });

    it('comes again when it was released', async () => {
      await queue.publish(messages('a', 'b'));
      await withNextBatch(queue, { batchSize: 2 }, (batch) => batch.release());
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('comes again when the next one was asked for and it was not settled', async () => {
      await queue.publish(messages('a', 'b'));
      const seen: string[] = [];
      for await (const batch of queue.consume({
        ...DEFAULTS,
        batchSize: 2,
        signal: testTimeout(),
      })) {
        seen.push(...texts(batch));
        if (seen.length > 2) await batch.settle();
        if (seen.length >= 4) break;
      }
      expect(seen).toEqual(['a', 'b', 'a', 'b']);
    });

    it('comes again when its consumer broke off', async () => {
      await queue.publish(messages('a', 'b'));
      for await (const _ of queue.consume({ ...DEFAULTS, signal: testTimeout() })) break;
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('comes again when its consumer failed', async () => {
      await queue.publish(messages('a'));
      const failing = async () => {
        for await (const _ of queue.consume({ ...DEFAULTS, signal: testTimeout() })) {
          throw new Error('the disk is full');
        }
      };
      await expect(failing()).rejects.toThrow('the disk is full');
      expect(await recorded(queue, 1)).toEqual(['a']);
    });

    it('comes again when its consumer closed the queue, who can no longer settle it', async () => {
      await queue.publish(messages('a', 'b'));
      const other = open();
      await withNextBatch(other, { batchSize: 2 }, async (batch) => {
        await other.close();
        await batch.settle();
      });
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('never comes again once it was settled, to nobody', async () => {
      await queue.publish(messages('a', 'b'));
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
      await queue.close();
      const reopened = open();
      await reopened.publish(messages('c'));
      expect(await recorded(reopened, 1)).toEqual(['c']);
      expect(await reopened.waiting()).toBe(0);
    });

    it('can be settled or released twice without harm', async () => {
      await queue.publish(messages('a', 'b', 'c'));
      for await (const batch of queue.consume({
        ...DEFAULTS,
        batchSize: 2,
        signal: testTimeout(),
      })) {
        await batch.settle();
        await batch.settle();
        await batch.release();
        if (texts(batch).includes('c')) break;
      }
      expect(await queue.waiting()).toBe(0);
      expect(await queue.deadLetters.count()).toBe(0);
    });
  });

  describe('two consumers', () => {
    it('are given every message once', async () => {
      const all = Array.from({ length: 2_000 }, (_, i) => `${i} of ${aDevice(i % 40)}`);
      const stop = new AbortController();
      const seen: string[] = [];
      const consume = async (handle: MeasurementQueue) => {
        const options = { batchSize: 50, lingerMs: 10, signal: stop.signal };
        for await (const batch of handle.consume(options)) {
          seen.push(...texts(batch));
          await delay(2);
          await batch.settle();
          if (seen.length === all.length) stop.abort();
        }
      };
      const consumers = [consume(queue), consume(open())];
      await delay(100);
      for (let i = 0; i < all.length; i += 500) {
        await queue.publish(messages(...all.slice(i, i + 500)));
      }
      await Promise.all(consumers);
      expect(seen.sort(numerically)).toEqual(all);
    });
  });

  describe('an abort ends the iteration', () => {
    async function consumeUntil(options: ConsumeOptions): Promise<number> {
      let batches = 0;
      for await (const batch of queue.consume(options)) {
        await batch.settle();
        batches++;
      }
      return batches;
    }

    it('before it began', async () => {
      await queue.publish(messages('a'));
      expect(await consumeUntil({ ...DEFAULTS, signal: AbortSignal.abort() })).toBe(0);
    });

    it('while nothing comes', async () => {
      expect(await consumeUntil({ ...DEFAULTS, signal: AbortSignal.timeout(150) })).toBe(0);
    });

    it('while it waits for more, and what waited comes again', async () => {
      await queue.publish(messages('a'));
      const signal = AbortSignal.timeout(150);
      expect(await consumeUntil({ batchSize: 10, lingerMs: 60_000, signal })).toBe(0);
      expect(await recorded(queue, 1)).toEqual(['a']);
    });

    it('after the batch in hand, which can still be settled', async () => {
      await queue.publish(messages('a', 'b'));
      const stop = new AbortController();
      for await (const batch of queue.consume({ ...DEFAULTS, batchSize: 1, signal: stop.signal })) {
        stop.abort();
        expect(texts(batch)).toEqual(['a']);
        await batch.settle();
      }
      expect(await recorded(queue, 1)).toEqual(['b']);
    });

    it('while there is always more to do, for a consumer that never waits', async () => {
      await queue.publish(messages('a'));
      const released = async () => {
        const signal = AbortSignal.timeout(150);
        for await (const batch of queue.consume({ batchSize: 1, lingerMs: 0, signal })) {
          await batch.release();
        }
      };
      await released();
      expect(await recorded(queue, 1)).toEqual(['a']);
    });

    it('as closing the queue does', async () => {
      const consumed = consumeUntil({ ...DEFAULTS, signal: new AbortController().signal });
      await delay(50);
      await queue.close();
      expect(await consumed).toBe(0);
    });
  });
}

/** The contract of a {@link MeasurementConsumer} that keeps the order of each device's messages. */
export function deviceOrderContract(make: () => Promise<QueueUnderTest>): void {
  let queue: MeasurementQueue;
  const open = openBeforeEach(make, (opened) => {
    queue = opened;
  });

  describe('two consumers', () => {
    it('never have messages of one device at the same time', async () => {
      await queue.publish(messages(`original of ${aDevice(0)}`));
      await withNextBatch(queue, {}, async (batch) => {
        const corrected = recorded(open(), 1);
        await queue.publish(messages(`correction of ${aDevice(0)}`));
        await delay(700);
        expect(texts(batch)).toEqual([`original of ${aDevice(0)}`]);
        await batch.settle();
        await queue.close();
        expect(await corrected).toEqual([`correction of ${aDevice(0)}`]);
      });
    });

    it('hand over what one of them leaves, in order', async () => {
      const all = Array.from({ length: 30 }, (_, i) => `${i} of ${aDevice(0)}`);
      await queue.publish(messages(...all));
      const other = open();
      const seen: string[] = [];
      await withNextBatch(queue, { batchSize: 10 }, async (batch) => {
        const left = recorded(other, all.length, { batchSize: 7 });
        await delay(800);
        await queue.publish(messages(`30 of ${aDevice(0)}`));
        expect(texts(batch)).toEqual(all.slice(0, 10));
        await queue.close();
        seen.push(...(await left));
      });
      expect(seen.slice(0, all.length)).toEqual(all);
    });
  });
}

function numerically(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}
