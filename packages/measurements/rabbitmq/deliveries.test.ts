import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { Deliveries } from './deliveries.ts';
import { Subscription } from './subscription.ts';

const MEGABYTE = 1024 * 1024;
const options = { batchSize: 100, lingerMs: 0, signal: new AbortController().signal };

/** A subscription to which messages of these sizes were delivered, in megabytes. */
async function delivered(...sizes: number[]): Promise<Subscription> {
  const large = Buffer.alloc(64 * MEGABYTE);
  const channel = {
    on() {},
    async prefetch() {},
    async close() {},
    async consume(_: string, onMessage: (message: ConsumeMessage) => void) {
      for (const size of sizes) {
        onMessage({ content: large.subarray(0, size * MEGABYTE) } as ConsumeMessage);
      }
    },
  };
  return Subscription.open(channel as unknown as ConfirmChannel, 'measurements', 100);
}

/** The sizes of the next batch, in megabytes, by subscription. */
async function nextSizes(deliveries: Deliveries): Promise<number[][]> {
  const batch = await deliveries.next(options);
  return batch!.map(({ messages }) => messages.map(({ content }) => content.length / MEGABYTE));
}

describe('a batch', () => {
  it('ends with the message that reaches 64 MB, in the order of the queue', async () => {
    const deliveries = new Deliveries();
    const subscription = await delivered(30, 30, 10, 5, 64, 1);
    deliveries.add(subscription);
    expect(await nextSizes(deliveries)).toEqual([[30, 30, 10]]);
    expect(await nextSizes(deliveries)).toEqual([[5, 64]]);
    expect(await nextSizes(deliveries)).toEqual([[1]]);
    await subscription.end();
  });

  it('counts the bytes of all subscriptions together', async () => {
    const deliveries = new Deliveries();
    const subscriptions = [await delivered(40, 1), await delivered(20, 10, 10), await delivered(1)];
    for (const each of subscriptions) deliveries.add(each);
    expect((await nextSizes(deliveries)).flat()).toEqual([20, 10, 10, 1, 40]);
    expect((await nextSizes(deliveries)).flat()).toEqual([1]);
    await Promise.all(subscriptions.map((each) => each.end()));
  });
});
