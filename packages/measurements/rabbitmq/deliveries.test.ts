import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { Deliveries } from './deliveries.ts';
import { Prefetch } from './prefetch.ts';
import { Subscription } from './subscription.ts';

const MEGABYTE = 1024 * 1024;
const options = { batchSize: 100, lingerMs: 0, signal: new AbortController().signal };

const large = Buffer.alloc(64 * MEGABYTE);

/** A subscription to which messages of these sizes were delivered, in megabytes. */
async function delivered(...sizes: number[]): Promise<Subscription> {
  return (await open(new Prefetch(100), sizes)).subscription;
}

/** A subscription, and the delivery of another message to it. */
async function open(prefetch: Prefetch, sizes: readonly number[] = []) {
  const { promise, resolve } = Promise.withResolvers<(size: number) => void>();
  const channel = {
    on() {},
    ack() {},
    async prefetch() {},
    async close() {},
    async consume(_: string, onMessage: (message: ConsumeMessage) => void) {
      const deliver = (size: number) =>
        onMessage({ content: large.subarray(0, size * MEGABYTE) } as ConsumeMessage);
      for (const size of sizes) deliver(size);
      resolve(deliver);
    },
  };
  const name = 'measurements';
  const subscription = await Subscription.open(
    channel as unknown as ConfirmChannel,
    name,
    prefetch,
  );
  return { subscription, deliver: await promise };
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

describe('messages that wait for a consumer', () => {
  it('go back to the broker where they are too large for memory, and fewer come the next time', async () => {
    const prefetch = new Prefetch(100);
    const { subscription, deliver } = await open(prefetch, [64, 64, 64]);
    expect([subscription.size, subscription.isEnded, prefetch.messages]).toEqual([3, false, 100]);
    deliver(1);
    expect([subscription.size, subscription.isEnded, prefetch.messages]).toEqual([0, true, 2]);
    expect(subscription.lostBecause).toBeUndefined();
  });

  it('are not taken before the batch in hand is acknowledged, so that nothing overtakes it', async () => {
    const prefetch = new Prefetch(100);
    const { subscription, deliver } = await open(prefetch, [1]);
    const [inHand] = subscription.take(1, MEGABYTE);
    for (let count = 0; count < 5; count++) deliver(64);
    expect([subscription.size, subscription.isEnded]).toEqual([0, false]);
    expect(subscription.acknowledge(inHand!)).toBe(true);
    expect([subscription.isEnded, prefetch.messages]).toEqual([true, 2]);
  });

  it('are more again when they are small', async () => {
    const prefetch = new Prefetch(100);
    prefetch.narrow(4);
    for (const expected of [8, 32, 100]) {
      const sizes = Array<number>(prefetch.messages).fill(0.0001);
      const { subscription } = await open(prefetch, sizes);
      const messages = subscription.take(100, MEGABYTE);
      subscription.acknowledge(messages.at(-1)!);
      expect([subscription.isEnded, prefetch.messages]).toEqual([true, expected]);
    }
    const { subscription } = await open(prefetch, Array<number>(100).fill(0.0001));
    subscription.acknowledge(subscription.take(100, MEGABYTE).at(-1)!);
    expect(subscription.isEnded).toBe(false);
    await subscription.end();
  });

  it('stay as few while more would not fit', async () => {
    const prefetch = new Prefetch(100);
    prefetch.narrow(8);
    const { subscription } = await open(prefetch, [10, 10, 10, 10]);
    subscription.acknowledge(subscription.take(4, 64 * MEGABYTE).at(-1)!);
    expect([subscription.isEnded, prefetch.messages]).toEqual([false, 4]);
    await subscription.end();
  });
});
