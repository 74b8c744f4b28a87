import type { EngineLog } from '@energy/engines';
import { BrokerConnection, ConfirmedPublisher } from '@energy/engines/rabbitmq';
import type {
  ConsumeOptions,
  MeasurementBatch,
  MeasurementQueue,
  QueueGlance,
} from '../measurement-queue.ts';
import { Consumer } from './consumer.ts';
import { RabbitDeadLetters } from './dead-letters.ts';
import { RabbitGlance } from './glance.ts';
import { onOwnChannel } from './own-channel.ts';
import {
  assertTopology,
  type Names,
  PLATFORM_NAMES,
  TRACEPARENT,
  topologyExists,
} from './topology.ts';

const ROUTING_KEY = 'measurement.reading';

export interface RabbitQueueOptions {
  log: EngineLog;
  names?: Names;
  /** How many partitions are consumed; with one, messages are consumed from the measurement queue itself. */
  partitions?: number | undefined;
  /** How long the broker may leave messages unconfirmed, in milliseconds. */
  confirmPatienceMs?: number;
}

/**
 * The queue in RabbitMQ. It sends and receives on connections of their own: a broker that is short
 * of memory or disk stops reading from those that publish, and acknowledgements must still arrive.
 */
export class RabbitMeasurementQueue implements MeasurementQueue {
  readonly deadLetters: RabbitDeadLetters;
  readonly #names: Names;
  readonly #sending: BrokerConnection;
  readonly #receiving: BrokerConnection;
  readonly #routing: BrokerConnection;
  readonly #publisher: ConfirmedPublisher;
  readonly #consumer: Consumer;
  readonly #glance: RabbitGlance;
  readonly #closing = new AbortController();

  constructor(
    url: string,
    { log, names = PLATFORM_NAMES, partitions = 1, confirmPatienceMs }: RabbitQueueOptions,
  ) {
    this.#names = names;
    this.#routing = new BrokerConnection({ url, purpose: 'partitioning', log });
    this.#sending = new BrokerConnection({ url, purpose: 'publishing', log });
    this.#receiving = new BrokerConnection({ url, purpose: 'consuming', log });
    this.#publisher = new ConfirmedPublisher({
      connection: this.#sending,
      // A meter has no right to make anything in the platform’s broker.
      declare: async (channel) => {
        if (!(await topologyExists(this.#sending, names))) await assertTopology(channel, names);
      },
      delivery: { persistent: true, mandatory: true },
      confirmPatienceMs,
    });
    this.deadLetters = new RabbitDeadLetters({
      connection: this.#receiving,
      publisher: this.#publisher,
      names,
    });
    this.#glance = new RabbitGlance(this.#receiving, names, partitions > 1 ? partitions : 0);
    this.#consumer = new Consumer({
      connection: this.#receiving,
      routingConnection: this.#routing,
      names,
      partitions,
      deadLetters: this.deadLetters,
      log,
      closing: this.#closing.signal,
    });
  }

  async publish(bodies: readonly Uint8Array[], traceparent?: string): Promise<void> {
    const headers = traceparent === undefined ? undefined : { [TRACEPARENT]: traceparent };
    await this.#publisher.send(
      bodies.map((body) => ({
        exchange: this.#names.exchange,
        routingKey: ROUTING_KEY,
        body,
        contentType: 'application/json',
        ...(headers && { headers }),
      })),
    );
  }

  consume(options: ConsumeOptions): AsyncIterable<MeasurementBatch> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    return this.#consumer.batches({ ...options, signal });
  }

  async waiting(): Promise<number> {
    await onOwnChannel(this.#receiving, this.#names, async () => {});
    return this.#glance.waiting();
  }

  glance(): Promise<QueueGlance> {
    return this.#glance.now();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#consumer.idle();
    const connections = [this.#receiving, this.#routing, this.#sending];
    await Promise.all(connections.map((connection) => connection.close()));
  }
}
