import {
  delay,
  type EmbeddedDatabase,
  type EngineLog,
  EngineUnavailable,
  Outage,
  retryDelay,
} from '@energy/engines';
import type { ConsumeOptions, MeasurementBatch, MeasurementConsumer } from '../consumer.ts';
import type { ConsumerLeases } from './consumer-leases.ts';
import type { SqliteDeadLetters } from './dead-letters.ts';
import { LeasedConsumer } from './leased-consumer.ts';
import type { MessageTable } from './message-table.ts';

export interface SqliteConsumerOptions {
  readonly db: EmbeddedDatabase;
  readonly leases: ConsumerLeases;
  readonly messages: MessageTable;
  readonly deadLetters: SqliteDeadLetters;
  readonly log: EngineLog;
}

/** Consumes the embedded queue across outages of its file and expiries of leases. */
export class SqliteConsumer implements MeasurementConsumer {
  readonly #options: SqliteConsumerOptions;
  readonly #consumers = new Set<LeasedConsumer>();
  readonly #closing = new AbortController();

  constructor(options: SqliteConsumerOptions) {
    this.#options = options;
  }

  async *consume(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const outage = new Outage(this.#options.log);
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const batch of this.#batches({ ...options, signal })) {
          failures = 0;
          outage.ended('Consuming the embedded queue again.');
          yield batch;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof EngineUnavailable)) throw error;
        outage.began(`Can't consume the embedded queue; retrying: ${error.message}.`);
        await delay(retryDelay(failures++), signal);
      }
    }
  }

  /** Ends every iteration. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#consumers].map((consumer) => consumer.end().catch(() => {})));
  }

  /** The batches of one consumer, until its lease has expired or the signal aborts. */
  async *#batches(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const consumer = await LeasedConsumer.register(this.#options);
    this.#consumers.add(consumer);
    try {
      while (!options.signal.aborted && consumer.isAlive) {
        const batch = await consumer.nextBatch(options);
        if (!batch) continue;
        try {
          if (!options.signal.aborted) yield batch;
        } finally {
          await batch.release();
        }
      }
    } finally {
      this.#consumers.delete(consumer);
      if (!this.#closing.signal.aborted) await consumer.end().catch(() => {});
    }
  }
}
