import { randomUUID } from 'node:crypto';
import { delay, EngineUnavailable } from '@energy/engines';
import { SeverableProxy } from '@energy/engines/testing';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceOrderContract } from '../consumer.contract.ts';
import { measurementQueueContract } from '../measurement-queue.contract.ts';
import { aDevice, messages, recorded, texts, withNextBatch } from '../testing/queue.ts';
import { RabbitMeasurementQueue } from './measurement-queue.ts';
import { type Names, partitionQueue } from './topology.ts';

const silent = { info: () => {}, warn: () => {} };
const PARTITIONS = 4;
const RABBITMQ_URL = process.env.RABBITMQ_URL;

if (!RABBITMQ_URL) {
  console.warn(
    'The RabbitMQ tests are SKIPPED: set RABBITMQ_URL, for example to amqp://guest:guest@127.0.0.1:5672',
  );
}

function namesOfATest(): Names {
  const id = randomUUID().slice(0, 8);
  return {
    exchange: `test-${id}.energy`,
    queue: `test-${id}.measurements`,
    deadLetterQueue: `test-${id}.measurements.dead`,
  };
}

async function remove(channel: Channel, names: Names): Promise<void> {
  const { queue, deadLetterQueue, exchange } = names;
  const partitions = Array.from({ length: PARTITIONS }, (_, i) => partitionQueue(names, i + 1));
  for (const made of [queue, deadLetterQueue, `${queue}.partitions`, ...partitions]) {
    await channel.deleteQueue(made);
  }
  await channel.deleteExchange(exchange);
}

describe.skipIf(!RABBITMQ_URL).each([
  ['the queue in RabbitMQ', 1],
  ['the partitioned queue in RabbitMQ', PARTITIONS],
])('%s', (_, partitions) => {
  const make = async () => {
    const names = namesOfATest();
    return {
      open: () => new RabbitMeasurementQueue(RABBITMQ_URL!, { log: silent, names, partitions }),
      remove: async () => {
        const connection = await connect(RABBITMQ_URL!);
        await remove(await connection.createChannel(), names);
        await connection.close();
      },
    };
  };
  measurementQueueContract(make);
  deviceOrderContract(make);
});

describe.skipIf(!RABBITMQ_URL)('RabbitMQ', () => {
  let names: Names;
  let broker: ChannelModel;
  let channel: Channel;
  let proxy: SeverableProxy;
  let queue: RabbitMeasurementQueue;
  const log = {
    info: vi.fn<(message: string) => void>(),
    warn: vi.fn<(message: string) => void>(),
  };
  const warnings = () => log.warn.mock.calls.map(([message]) => message);

  beforeEach(async () => {
    log.info.mockClear();
    log.warn.mockClear();
    names = namesOfATest();
    broker = await connect(RABBITMQ_URL!);
    channel = await broker.createChannel();
    proxy = new SeverableProxy(RABBITMQ_URL!);
    await proxy.open();
    queue = new RabbitMeasurementQueue(proxy.url, { log, names, confirmTimeoutMs: 500 });
  });

  afterEach(async () => {
    await queue.close();
    await proxy.goAway();
    await remove(channel, names);
    await broker.close();
  });

  /** Publishes as callers do: again and again until it was confirmed. */
  async function publishUntilConfirmed(...bodies: string[]): Promise<void> {
    await vi.waitFor(() => queue.publish(messages(...bodies)), { timeout: 10_000, interval: 50 });
  }

  async function consumerIsThere(): Promise<void> {
    await queue.waiting();
    const consumers = async () => (await channel.checkQueue(names.queue)).consumerCount;
    await expect.poll(consumers).toBe(1);
  }

  describe('brings what others publish', () => {
    beforeEach(async () => {
      await queue.waiting(); // makes the queue
    });

    it('straight to the queue by its name', async () => {
      channel.sendToQueue(names.queue, Buffer.from('a'));
      expect(await recorded(queue, 1)).toEqual(['a']);
    });

    it('to the exchange, for any measurement', async () => {
      channel.publish(names.exchange, 'measurement.hall.7', Buffer.from('a'));
      channel.publish(names.exchange, 'measurement', Buffer.from('b'));
      channel.publish(names.exchange, 'weather', Buffer.from('c'));
      expect(await recorded(queue, 2)).toEqual(['a', 'b']);
      expect(await queue.waiting()).toBe(0);
    });

    it('to the dead letters, as letters without a reason', async () => {
      channel.sendToQueue(names.deadLetterQueue, Buffer.from('a'));
      await expect.poll(() => queue.deadLetters.count()).toBe(1);
      expect(await queue.deadLetters.list(1)).toMatchObject([
        { reason: 'unknown', detail: '', rejectedAt: '1970-01-01T00:00:00.000Z' },
      ]);
    });
  });

  it('takes what is published while somebody else makes its queues', async () => {
    for (let round = 0; round < 20; round++) {
      const made = namesOfATest();
      const [one, other] = [0, 1].map(
        () => new RabbitMeasurementQueue(RABBITMQ_URL!, { log, names: made }),
      ) as [RabbitMeasurementQueue, RabbitMeasurementQueue];
      await Promise.all([one.waiting(), delay(round).then(() => other.publish(messages('a')))]);
      expect(await recorded(one, 1)).toEqual(['a']);
      await Promise.all([one.close(), other.close()]);
      await remove(channel, made);
    }
  });

  it('gives the traces of the publishers of a batch, without repetitions', async () => {
    const traceparent = (span: string) => `00-0af7651916cd43dd8448eb211c80319c-${span}-01`;
    const one = traceparent('b7ad6b7169203331');
    const other = traceparent('00f067aa0ba902b7');
    await queue.publish(messages('a', 'b'), one);
    await queue.publish(messages('c'));
    await queue.publish(messages('d'), other);
    channel.publish(names.exchange, 'measurement', Buffer.from('e'), {
      headers: { traceparent: 7 },
    });
    await withNextBatch(queue, { batchSize: 5, lingerMs: 5_000 }, (batch) => {
      expect(texts(batch)).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(batch.traceparents).toEqual([one, other]);
    });
  });

  it('loses nothing when connections break, again and again, on both sides', async () => {
    const all = Array.from({ length: 3_000 }, (_, i) => String(i));
    const stop = new AbortController();
    const seen = new Set<string>();
    const consumed = (async () => {
      const options = { batchSize: 100, lingerMs: 20, signal: stop.signal };
      for await (const batch of queue.consume(options)) {
        for (const text of texts(batch)) seen.add(text);
        await delay(5);
        await batch.settle();
        if (seen.size === all.length) stop.abort();
      }
    })();
    const severing = setInterval(() => proxy.sever(), 400);
    for (let i = 0; i < all.length; i += 200) {
      await publishUntilConfirmed(...all.slice(i, i + 200));
      await delay(60);
    }
    clearInterval(severing);
    await consumed;
    expect(seen.size).toBe(all.length);
    expect(log.warn).toHaveBeenCalled();
  });

  it('may be away at the start: publishing says so, consuming waits', async () => {
    await proxy.goAway();
    await expect(queue.publish(messages('a'))).rejects.toThrow(EngineUnavailable);
    await expect(queue.publish(messages('a'))).rejects.toThrow(/RabbitMQ at 127\.0\.0\.1:\d+/);
    const delivered = recorded(queue, 1);
    await delay(300);
    await proxy.open();
    await publishUntilConfirmed('a');
    expect(await delivered).toEqual(['a']);
  });

  it('logs the loss of the broker once, and its return once', async () => {
    const delivered = recorded(queue, 1);
    await consumerIsThere();
    await proxy.goAway();
    await delay(800);
    await proxy.open();
    await expect.poll(() => log.info).toHaveBeenCalled();
    expect(warnings()).toEqual([
      expect.stringMatching(/^The connection to RabbitMQ at .* for consuming was lost: .*\.$/),
    ]);
    expect(log.info.mock.calls).toEqual([[expect.stringMatching(/for consuming was restored\.$/)]]);
    channel.sendToQueue(names.queue, Buffer.from('a'));
    expect(await delivered).toEqual(['a']);
  });

  it('delivers a batch again whose connection was lost while it was in hand', async () => {
    await queue.publish(messages('a', 'b'));
    await withNextBatch(queue, { batchSize: 2 }, async (batch) => {
      proxy.sever();
      await delay(50);
      await batch.settle([{ body: batch.bodies[0]!, reason: 'not-json', detail: 'No.' }]);
    });
    expect(await recorded(queue, 2)).toEqual(['a', 'b']);
    expect(await queue.deadLetters.count()).toBe(0);
  });

  it('keeps a batch whose dead letters could not be put aside', async () => {
    await queue.publish(messages('a'));
    const rejected = [{ body: Buffer.from('a'), reason: 'not-json', detail: 'No.' }];
    await withNextBatch(queue, {}, async (batch) => {
      await channel.deleteQueue(names.deadLetterQueue);
      const settled = batch.settle(rejected);
      await expect(settled).rejects.toThrow(EngineUnavailable);
      await batch.settle(rejected);
    });
    expect(await queue.deadLetters.count()).toBe(1);
    expect(await queue.waiting()).toBe(0);
  });

  it('keeps the routing key of a dead letter, also when it is replayed', async () => {
    await queue.waiting();
    channel.publish(names.exchange, 'measurement.cellar.1', Buffer.from('a'));
    for (const round of [1, 2]) {
      await withNextBatch(queue, { lingerMs: 5_000 }, async (batch) => {
        const [routingKey] = batch.routingKeys ?? [];
        const rejected = { body: batch.bodies[0]!, reason: 'not-json', detail: 'No.', routingKey };
        await batch.settle([rejected]);
      });
      const letters = await queue.deadLetters.list(10);
      expect(letters, `round ${round}`).toMatchObject([{ routingKey: 'measurement.cellar.1' }]);
      await queue.deadLetters.replay();
    }
  });

  it('that does not confirm in time has not taken the messages', async () => {
    await queue.publish(messages('a'));
    proxy.fallSilent();
    await expect(queue.publish(messages('b'))).rejects.toThrow(/did not confirm messages in time/);
    proxy.sever();
    await publishUntilConfirmed('b');
    expect(await recorded(queue, 2)).toEqual(['a', 'b']);
  });

  it('is subscribed to again when the queue was deleted', async () => {
    const delivered = recorded(queue, 1);
    await consumerIsThere();
    await channel.deleteQueue(names.queue);
    await expect.poll(() => log.info).toHaveBeenCalled();
    await publishUntilConfirmed('a');
    expect(await delivered).toEqual(['a']);
    expect(warnings()).toEqual([expect.stringMatching(/^No messages come from .*cancelled/)]);
  });

  it('returns what no queue takes: that was not published', async () => {
    await queue.publish(messages('a'));
    await channel.deleteQueue(names.queue);
    await expect(queue.publish(messages('b'))).rejects.toThrow(/no queue takes messages/);
    await queue.publish(messages('c'));
    expect(await recorded(queue, 1)).toEqual(['c']);
  });

  it('that has a queue of other properties says which, and what to do', async () => {
    await channel.assertQueue(names.queue, { durable: true });
    const sentence = new RegExp(`the queue "${names.queue}" exists .* delete it`);
    await expect(queue.publish(messages('a'))).rejects.toThrow(sentence);
    const delivered = recorded(queue, 1);
    await expect.poll(() => warnings()).toEqual([expect.stringMatching(sentence)]);
    await channel.deleteQueue(names.queue);
    await publishUntilConfirmed('a');
    expect(await delivered).toEqual(['a']);
  });

  it('that refuses the password says so', async () => {
    const url = new URL(RABBITMQ_URL!);
    url.password = 'wrong';
    const refused = new RabbitMeasurementQueue(url.href, { log, names });
    await expect(refused.publish(messages('a'))).rejects.toThrow(
      /does not accept the user and password/,
    );
    await refused.close();
    expect(warnings().join()).not.toContain('wrong');
    await queue.waiting();
  });

  describe('partitions', () => {
    const opened: RabbitMeasurementQueue[] = [];
    const open = (partitions: number) => {
      const handle = new RabbitMeasurementQueue(RABBITMQ_URL!, { log, names, partitions });
      opened.push(handle);
      return handle;
    };

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((handle) => handle.close()));
    });

    it('receive what an earlier release left in the queue before everything that comes later', async () => {
      const original = `original of ${aDevice(0)}`;
      const correction = `correction of ${aDevice(0)}`;
      await queue.publish(messages(original));
      await withNextBatch(open(1), {}, () => {});
      const partitioned = open(PARTITIONS);
      const seen = recorded(partitioned, 2);
      await partitioned.publish(messages(correction));
      expect(await seen).toEqual([original, correction]);
    });

    it('are shared by projectors that come and go', async () => {
      const stop = new AbortController();
      const seen = [0, 0];
      const consume = async (projector: number) => {
        const options = { batchSize: 10, lingerMs: 0, signal: stop.signal };
        for await (const batch of open(PARTITIONS).consume(options)) {
          seen[projector]! += batch.bodies.length;
          await batch.settle();
        }
      };
      const publishing = setInterval(() => {
        const all = Array.from({ length: 40 }, (_, i) => aDevice(i));
        queue.publish(messages(...all)).catch(() => {});
      }, 50);
      const projectors = [consume(0)];
      await expect.poll(() => seen[0], { timeout: 20_000 }).toBeGreaterThan(0);
      projectors.push(consume(1));
      await expect.poll(() => seen[1], { timeout: 20_000 }).toBeGreaterThan(0);
      clearInterval(publishing);
      await expect.poll(() => open(PARTITIONS).waiting(), { timeout: 20_000 }).toBe(0);
      stop.abort();
      await Promise.all(projectors);
    }, 60_000);

    it.each([1, 3])('refuse another number, %d, and say what to do', async (other) => {
      await open(PARTITIONS).publish(messages(aDevice(0)));
      await recorded(open(PARTITIONS), 1);
      const refused = recorded(open(other), 1);
      const sentence = new RegExp(`MEASUREMENT_PARTITIONS is ${other}, but .* run empty`);
      await expect.poll(warnings).toContainEqual(expect.stringMatching(sentence));
      await opened.at(-1)!.close();
      expect(await refused).toEqual([]);
    });
  });
});
