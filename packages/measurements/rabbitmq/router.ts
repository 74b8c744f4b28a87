import { type EngineLog, EngineUnavailable, Outage } from '@energy/engines';
import {
  type BrokerConnection,
  ConfirmedPublisher,
  type OutgoingMessage,
  subscriptions,
} from '@energy/engines/rabbitmq';
import type { ConsumeMessage } from 'amqplib';
import { partitionOf } from '../partition-key.ts';
import { ConsumerLock } from './consumer-lock.ts';
import { Deliveries } from './deliveries.ts';
import { Prefetch } from './prefetch.ts';
import { Subscription } from './subscription.ts';
import {
  assertPartitions,
  assertTopology,
  type Names,
  partitionQueue,
  ROUTING_KEY_HEADER,
  routingKeyOf,
} from './topology.ts';

const BATCH_SIZE = 2_000;
const CONFIRM_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 2_000;

export interface RouterOptions {
  /** A connection of its own: the lock, the messages and what is published end together with it. */
  readonly connection: BrokerConnection;
  readonly names: Names;
  readonly partitions: number;
  readonly log: EngineLog;
}

/**
 * Moves messages from the measurement queue to the partition of their device, in order. One projector does so at
 * a time. A message leaves the measurement queue after the broker has stored it in its partition; after a loss in
 * between, it and all that follow are moved again, in the same order.
 */
export class Router {
  readonly #options: RouterOptions;
  readonly #publisher: ConfirmedPublisher;
  readonly #lock: ConsumerLock;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#lock = new ConsumerLock(options);
    this.#publisher = new ConfirmedPublisher({
      connection: options.connection,
      declare: async () => {},
      delivery: { persistent: true, mandatory: true },
      confirmTimeoutMs: CONFIRM_TIMEOUT_MS,
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { connection, names, partitions, log } = this.#options;
    const outage = new Outage(log);
    const prefetch = new Prefetch(2 * BATCH_SIZE);
    const sources = subscriptions({
      connection,
      open: async (channel) => {
        await assertTopology(channel, names);
        await assertPartitions(channel, names, partitions);
        await this.#lock.acquire(signal);
        return Subscription.open(channel, names.queue, prefetch);
      },
      log,
      sentences: {
        lost: (reason) => `No messages are moved from the queue "${names.queue}": ${reason}.`,
        back: `Messages are moved from the queue "${names.queue}" again.`,
      },
      signal,
    });
    for await (const source of sources) await this.#route(source, outage, signal);
    await this.#lock.release();
  }

  /** Moves messages until the subscription has ended or the signal aborts. */
  async #route(source: Subscription, outage: Outage, signal: AbortSignal): Promise<void> {
    const deliveries = new Deliveries();
    deliveries.add(source);
    const batches = { batchSize: BATCH_SIZE, lingerMs: 0, signal };
    for (;;) {
      const delivered = await deliveries.next(batches, () => source.isEnded);
      if (!delivered) return;
      const messages = delivered.flatMap((each) => each.messages);
      try {
        await this.#publish(messages, signal);
        outage.ended('Messages are moved to their partitions again.');
      } catch (error) {
        if (!signal.aborted) {
          const reason = (error as Error).message;
          outage.began(`Messages are not moved to their partitions for now: ${reason}.`);
        }
        // Messages in flight on the connection must not arrive after the next ones.
        await this.#options.connection.reset();
        return;
      }
      source.acknowledge(messages.at(-1)!);
    }
  }

  /** @throws EngineUnavailable where the broker did not confirm; soon after the signal aborts, at the latest */
  async #publish(messages: readonly ConsumeMessage[], signal: AbortSignal): Promise<void> {
    const sending = this.#publisher.send(messages.map((message) => this.#toPartition(message)));
    const { promise, reject } = Promise.withResolvers<never>();
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      const late = new EngineUnavailable('the broker did not confirm before the projector stopped');
      timer = setTimeout(() => reject(late), STOP_TIMEOUT_MS);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      await Promise.race([sending, promise]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      sending.catch(() => {});
    }
  }

  #toPartition(message: ConsumeMessage): OutgoingMessage {
    const { content, properties } = message;
    const { names, partitions } = this.#options;
    const headers = properties.headers as Record<string, string> | undefined;
    return {
      exchange: '',
      routingKey: partitionQueue(names, 1 + partitionOf(content, partitions)),
      body: content,
      contentType: properties.contentType,
      headers: { ...headers, [ROUTING_KEY_HEADER]: routingKeyOf(message) },
    };
  }
}
