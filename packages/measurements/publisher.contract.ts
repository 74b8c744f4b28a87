import { delay } from '@energy/engines';
import { describe, expect, it } from 'vitest';
import type { MeasurementQueue } from './measurement-queue.ts';
import type { MeasurementPublisher } from './publisher.ts';
import {
  messages,
  openBeforeEach,
  type QueueUnderTest,
  recorded,
  texts,
  withNextBatch,
} from './testing/queue.ts';

const NOT_UTF8 = Uint8Array.of(0xff, 0x00, 0xfe, 0x80);

/** The contract of every {@link MeasurementPublisher}. */
export function publisherContract(make: () => Promise<QueueUnderTest>): void {
  let queue: MeasurementQueue;
  const open = openBeforeEach(make, (opened) => {
    queue = opened;
  });

  describe('what was published', () => {
    it('is delivered, in order', async () => {
      await queue.publish(messages('a', 'b'));
      await queue.publish(messages('c'));
      expect(await recorded(queue, 3)).toEqual(['a', 'b', 'c']);
    });

    it('is delivered to a consumer that was there before', async () => {
      const delivered = recorded(queue, 1);
      await delay(50);
      await queue.publish(messages('a'));
      expect(await delivered).toEqual(['a']);
    });

    it('is delivered when its publisher has closed', async () => {
      const publisher = open();
      await publisher.publish(messages('a', 'b'));
      await publisher.close();
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    });

    it('is delivered byte by byte, be it empty, no UTF-8, or a megabyte', async () => {
      const large = new Uint8Array(1_000_000).map((_, i) => i % 251);
      const bodies = [new Uint8Array(0), NOT_UTF8, large];
      await queue.publish(bodies);
      await withNextBatch(queue, { batchSize: 3, lingerMs: 5_000 }, (batch) => {
        const intact = batch.bodies.map((body, i) => Buffer.from(body).equals(bodies[i]!));
        expect(intact).toEqual([true, true, true]);
      });
    });

    it('is delivered with the trace of its publisher, if the engine carries it', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      await queue.publish(messages('a', 'b'), traceparent);
      await withNextBatch(queue, { batchSize: 2, lingerMs: 5_000 }, (batch) => {
        expect(texts(batch)).toEqual(['a', 'b']);
        expect([traceparent]).toEqual(expect.arrayContaining([...(batch.traceparents ?? [])]));
      });
    });

    it('may be nothing at all', async () => {
      await queue.publish([]);
      expect(await queue.waiting()).toBe(0);
    });

    it('is delivered quickly where it is much', async () => {
      const many = Array.from({ length: 10_000 }, (_, i) => String(i));
      await queue.publish(messages(...many));
      expect(await recorded(queue, many.length, { batchSize: 1_000 })).toEqual(many);
    }, 20_000);

    it('keeps the order in which concurrent calls were made, each in one piece', async () => {
      await Promise.all([queue.publish(messages('a', 'b')), queue.publish(messages('c', 'd'))]);
      expect(await recorded(queue, 4)).toEqual(['a', 'b', 'c', 'd']);
    });
  });
}
