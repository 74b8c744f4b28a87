import { describe, expect, it } from 'vitest';
import type { DeadLetters } from './dead-letters.ts';
import type { MeasurementQueue } from './measurement-queue.ts';
import {
  messages,
  openBeforeEach,
  type QueueUnderTest,
  recorded,
  reject,
  rejection,
  withNextBatch,
} from './testing/queue.ts';

const NOT_UTF8 = Uint8Array.of(0xff, 0x00, 0xfe, 0x80);

/** The contract of all {@link DeadLetters}. */
export function deadLettersContract(make: () => Promise<QueueUnderTest>): void {
  let queue: MeasurementQueue;
  const open = openBeforeEach(make, (opened) => {
    queue = opened;
  });

  describe('dead letters', () => {
    const listed = async () =>
      (await queue.deadLetters.list(100)).map(({ body }) => Buffer.from(body).toString());

    it('are none at first', async () => {
      expect(await queue.deadLetters.count()).toBe(0);
      expect(await queue.deadLetters.list(10)).toEqual([]);
      expect(await queue.deadLetters.replay()).toBe(0);
      expect(await queue.deadLetters.purge()).toBe(0);
      expect(await queue.deadLetters.purge('not-json')).toBe(0);
    });

    it('keep their bytes, the reason and the detail', async () => {
      const before = Date.now();
      const noUtf8 = {
        body: NOT_UTF8,
        reason: 'not-utf8',
        detail: 'It has bytes 0xff, "quotes" – ☃',
      };
      await reject(queue, noUtf8, rejection('{', 'not-json'));
      expect(await queue.deadLetters.count()).toBe(2);
      const [first, second] = await queue.deadLetters.list(10);
      expect(Buffer.from(first!.body)).toEqual(Buffer.from(NOT_UTF8));
      expect(first).toMatchObject({ reason: noUtf8.reason, detail: noUtf8.detail });
      expect(second).toMatchObject({ ...rejection('{', 'not-json'), body: expect.anything() });
      expect(Date.parse(first!.rejectedAt)).toBeGreaterThanOrEqual(before);
      expect(first!.rejectedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    });

    it('are taken off the queue, with the rest of their batch', async () => {
      await reject(queue, rejection('bad', 'not-json'));
      await queue.publish(messages('next'));
      expect(await recorded(queue, 1)).toEqual(['next']);
    });

    it('are listed oldest first, so many as asked for, and stay', async () => {
      await reject(queue, rejection('1', 'not-json'), rejection('2', 'not-json'));
      await reject(queue, rejection('3', 'not-json'));
      const firstTwo = await queue.deadLetters.list(2);
      expect(firstTwo.map(({ body }) => Buffer.from(body).toString())).toEqual(['1', '2']);
      expect(await listed()).toEqual(['1', '2', '3']);
      expect(await queue.deadLetters.count()).toBe(3);
    });

    it('are seen by other processes', async () => {
      await reject(queue, rejection('bad', 'not-json'));
      expect(await open().deadLetters.count()).toBe(1);
    });

    it('go to the queue again: all of them', async () => {
      await reject(queue, rejection('1', 'not-json'), rejection('2', 'device-unknown'));
      expect(await queue.deadLetters.replay()).toBe(2);
      expect(await queue.deadLetters.count()).toBe(0);
      expect(await recorded(queue, 2)).toEqual(['1', '2']);
    });

    it('go to the queue again: those of one reason', async () => {
      await reject(
        queue,
        rejection('1', 'not-json'),
        rejection('2', 'device-unknown'),
        rejection('3', 'not-json'),
        rejection('4', 'device-unknown'),
      );
      expect(await queue.deadLetters.replay('device-unknown')).toBe(2);
      expect(await recorded(queue, 2)).toEqual(['2', '4']);
      expect(await listed()).toEqual(['1', '3']);
    });

    it('can be put aside again after a replay, and are replayed once', async () => {
      await reject(queue, rejection('1', 'device-unknown'));
      await queue.deadLetters.replay();
      await withNextBatch(queue, { batchSize: 1 }, (batch) =>
        batch.settle([rejection('1', 'device-unknown')]),
      );
      expect(await listed()).toEqual(['1']);
    });

    it('are purged: all of them', async () => {
      await reject(queue, rejection('1', 'not-json'), rejection('2', 'device-unknown'));
      expect(await queue.deadLetters.purge()).toBe(2);
      expect(await queue.deadLetters.count()).toBe(0);
      expect(await queue.waiting()).toBe(0);
    });

    it('are purged: those of one reason', async () => {
      await reject(
        queue,
        rejection('1', 'not-json'),
        rejection('2', 'device-unknown'),
        rejection('3', 'not-json'),
      );
      expect(await queue.deadLetters.purge('not-json')).toBe(2);
      expect(await listed()).toEqual(['2']);
    });

    it('may be many', async () => {
      const many = Array.from({ length: 1_200 }, (_, i) => String(i));
      await reject(queue, ...many.map((text) => rejection(text, 'device-unknown')));
      expect(await queue.deadLetters.count()).toBe(1_200);
      expect(await queue.deadLetters.replay('device-unknown')).toBe(1_200);
      expect(await recorded(queue, 1_200, { batchSize: 500 })).toEqual(many);
    });
  });
}
