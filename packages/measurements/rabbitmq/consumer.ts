import type { EngineLog } from '@energy/engines';
import { type BrokerConnection, subscriptions } from '@energy/engines/rabbitmq';
import type { ConfirmChannel } from 'amqplib';
import type { ConsumeOptions, MeasurementBatch, MeasurementConsumer } from '../consumer.ts';
import { ConsumerLock } from './consumer-lock.ts';
import type { RabbitDeadLetters } from './dead-letters.ts';
import { DeliveredBatch } from './delivered-batch.ts';
import { Deliveries } from './deliveries.ts';
import { Prefetch } from './prefetch.ts';
import { rebalance } from './rebalancing.ts';
import { Router } from './router.ts';
import { Subscription } from './subscription.ts';
import {
  assertPartitions,
  assertTopology,
  expectNoPartitions,
  type Names,
  partitionQueue,
} from './topology.ts';

const MAX_PREFETCH = 65_535;
const MAX_BATCH = Math.floor(MAX_PREFETCH / 2);
const MIN_PARTITION_PREFETCH = 2_000;

export interface ConsumerOptions {
  connection: BrokerConnection;
  /** The connection that moves messages to their partitions. */
  routingConnection: BrokerConnection;
  names: Names;
  partitions: number;
  deadLetters: RabbitDeadLetters;
  log: EngineLog;
}

/** A queue to consume: declares what it needs, waits for its turn and subscribes. */
interface Source {
  readonly queue: string;
  open(channel: ConfirmChannel): Promise<Subscription>;
}

/**
 * Consumes the measurement queue, or its partitions, across outages of the broker. Each queue has one consumer at
 * a time, so the messages of a device are recorded in the order in which they were published.
 */
export class RabbitConsumer implements MeasurementConsumer {
  readonly #options: ConsumerOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: ConsumerOptions) {
    this.#options = options;
  }

  /** Ends every iteration; resolves when acknowledgements have reached the broker. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
  }

  async *consume(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const { deadLetters, log } = this.#options;
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    // While one batch is recorded, the broker delivers the next one.
    const batchSize = Math.min(options.batchSize, MAX_BATCH);
    const deliveries = new Deliveries();
    const stop = new AbortController();
    const stopped = AbortSignal.any([stop.signal, this.#closing.signal]);
    const running = this.#start(deliveries, batchSize, stopped);
    this.#running.add(running);
    try {
      for (;;) {
        const delivered = await deliveries.next({ ...options, batchSize, signal });
        if (!delivered) return;
        const batch = new DeliveredBatch({ delivered, deadLetters, log });
        try {
          yield batch;
        } finally {
          await batch.release();
        }
      }
    } finally {
      stop.abort();
      await running;
      this.#running.delete(running);
    }
  }

  async #start(deliveries: Deliveries, batchSize: number, signal: AbortSignal): Promise<void> {
    const { connection, routingConnection, names, partitions, log } = this.#options;
    if (partitions === 1) {
      const lock = new ConsumerLock({ connection, names, log });
      await this.#follow(this.#wholeQueue(lock, batchSize, signal), deliveries, signal);
      await lock.release();
      return;
    }
    const router = new Router({ connection: routingConnection, names, partitions, log });
    const sources = Array.from({ length: partitions }, (_, i) => this.#partition(i + 1, batchSize));
    await Promise.all([
      router.run(signal),
      rebalance({ connection, names, partitions, deliveries, log, signal }),
      ...sources.map((source) => this.#follow(source, deliveries, signal)),
    ]);
  }

  #wholeQueue(lock: ConsumerLock, batchSize: number, signal: AbortSignal): Source {
    const { connection, names } = this.#options;
    const prefetch = new Prefetch(Math.min(2 * batchSize, MAX_PREFETCH));
    return {
      queue: names.queue,
      open: async (channel) => {
        await expectNoPartitions(connection, names);
        await assertTopology(channel, names);
        await lock.acquire(signal);
        return Subscription.open(channel, names.queue, prefetch);
      },
    };
  }

  #partition(partition: number, batchSize: number): Source {
    const { names, partitions } = this.#options;
    const queue = partitionQueue(names, partition);
    const share = Math.max(MIN_PARTITION_PREFETCH, Math.ceil((2 * batchSize) / partitions));
    const prefetch = new Prefetch(Math.min(share, 2 * batchSize, MAX_PREFETCH));
    return {
      queue,
      open: async (channel) => {
        await assertPartitions(channel, names, partitions);
        return Subscription.open(channel, queue, prefetch);
      },
    };
  }

  /** Adds one subscription to the source after the other to the deliveries, until the signal aborts. */
  async #follow(
    { queue, open }: Source,
    deliveries: Deliveries,
    signal: AbortSignal,
  ): Promise<void> {
    const { connection, log } = this.#options;
    const all = subscriptions({
      connection,
      open,
      log,
      sentences: {
        lost: (reason) => `No messages come from the queue "${queue}" for now: ${reason}.`,
        back: `Messages come from the queue "${queue}" again.`,
      },
      signal,
    });
    for await (const subscription of all) {
      deliveries.add(subscription);
      await subscription.untilEnded(signal);
      deliveries.remove(subscription);
    }
  }
}
