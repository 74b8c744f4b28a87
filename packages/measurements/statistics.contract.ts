import { describe, expect, it } from 'vitest';
import type { MeasurementQueue } from './measurement-queue.ts';
import type { QueueStatistics } from './statistics.ts';
import {
  messages,
  openBeforeEach,
  type QueueUnderTest,
  reject,
  rejection,
  withNextBatch,
} from './testing/queue.ts';

/** The contract of all {@link QueueStatistics}. */
export function statisticsContract(make: () => Promise<QueueUnderTest>): void {
  let queue: MeasurementQueue;
  const open = openBeforeEach(make, (opened) => {
    queue = opened;
  });

  describe('the statistics of the queue', () => {
    it('counts messages that wait, without those in the hands of a consumer', async () => {
      await queue.publish(messages('a', 'b', 'c'));
      expect(await queue.waiting()).toBe(3);
      expect(await queue.waiting(2)).toBe(2);
      expect(await queue.waiting(4)).toBe(3);
      await withNextBatch(queue, { batchSize: 3 }, async () => {
        expect(await queue.waiting()).toBe(0);
      });
      await expect.poll(() => queue.waiting()).toBe(3);
    });

    it('counts dead letters with their reasons, beside the messages that wait', async () => {
      const all = (count: number) => ({ count, isAll: true });
      expect(await queue.stats()).toEqual({ waiting: all(0), deadLetters: all(0), reasons: [] });
      await reject(
        queue,
        rejection('1', 'rare'),
        rejection('2', 'frequent'),
        rejection('3', 'frequent'),
      );
      await queue.publish(messages('one', 'two'));
      const expected = {
        waiting: all(2),
        deadLetters: all(3),
        reasons: [
          { reason: 'frequent', count: 2 },
          { reason: 'rare', count: 1 },
        ],
      };
      expect(await queue.stats()).toEqual(expected);
      await expect.poll(() => open().stats()).toEqual(expected);
      await expect.poll(() => queue.deadLetters.count()).toBe(3);
      const listed = await queue.deadLetters.list(100);
      expect(listed.map(({ body }) => Buffer.from(body).toString())).toEqual(['1', '2', '3']);
    });
  });
}
