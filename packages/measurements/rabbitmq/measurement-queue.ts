import type { EngineLog } from '@energy/engines';
import { BrokerConnection } from '@energy/engines/rabbitmq';
import type { ConsumeOptions, MeasurementBatch } from '../consumer.ts';
import type { MeasurementQueue } from '../measurement-queue.ts';
import type { QueueStats } from '../statistics.ts';
import { RabbitConsumer } from './consumer.ts';
import { RabbitDeadLetters } from './dead-letters.ts';
import { RabbitPublisher } from './publisher.ts';
import { RabbitStatistics } from './statistics.ts';
import { type Names, PLATFORM_NAMES } from './topology.ts';

export interface RabbitQueueOptions {
  log: EngineLog;
  names?: Names;
  /** The number of partitions; with one, messages are consumed from the measurement queue itself. */
  partitions?: number | undefined;
  /** Maximum wait for the confirms of the broker, in milliseconds. */
  confirmTimeoutMs?: number;
}

/**
 * The queue in RabbitMQ. It sends and receives on separate connections: a broker that is short of memory
 * or disk stops reading from publishing connections, and acknowledgements must still arrive.
 */
export class RabbitMeasurementQueue implements MeasurementQueue {
  readonly deadLetters: RabbitDeadLetters;
  readonly #connections: readonly BrokerConnection[];
  readonly #publisher: RabbitPublisher;
  readonly #consumer: RabbitConsumer;
  readonly #statistics: RabbitStatistics;

  constructor(
    url: string,
    { log, names = PLATFORM_NAMES, partitions = 1, confirmTimeoutMs }: RabbitQueueOptions,
  ) {
    const routing = new BrokerConnection({ url, purpose: 'partitioning', log });
    const sending = new BrokerConnection({ url, purpose: 'publishing', log });
    const receiving = new BrokerConnection({ url, purpose: 'consuming', log });
    this.#connections = [receiving, routing, sending];
    this.#publisher = new RabbitPublisher({ connection: sending, names, confirmTimeoutMs });
    this.deadLetters = new RabbitDeadLetters({
      connection: receiving,
      publisher: this.#publisher.confirmed,
      names,
    });
    this.#statistics = new RabbitStatistics(receiving, names, partitions > 1 ? partitions : 0);
    this.#consumer = new RabbitConsumer({
      connection: receiving,
      routingConnection: routing,
      names,
      partitions,
      deadLetters: this.deadLetters,
      log,
    });
  }

  publish(bodies: readonly Uint8Array[], traceparent?: string): Promise<void> {
    return this.#publisher.publish(bodies, traceparent);
  }

  consume(options: ConsumeOptions): AsyncIterable<MeasurementBatch> {
    return this.#consumer.consume(options);
  }

  waiting(limit?: number): Promise<number> {
    return this.#statistics.waiting(limit);
  }

  stats(): Promise<QueueStats> {
    return this.#statistics.stats();
  }

  async close(): Promise<void> {
    await this.#consumer.close();
    await Promise.all(this.#connections.map((connection) => connection.close()));
  }
}
