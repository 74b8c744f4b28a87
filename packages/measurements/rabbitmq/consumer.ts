import type { EngineLog } from '@energy/engines';
import { type BrokerConnection, subscriptions } from '@energy/engines/rabbitmq';
import type { ConsumeOptions, MeasurementBatch } from '../measurement-queue.ts';
import type { RabbitDeadLetters } from './dead-letters.ts';
import { DeliveredBatch } from './delivered-batch.ts';
import { Subscription } from './subscription.ts';
import { assertTopology, type Names } from './topology.ts';

const HIGHEST_PREFETCH = 65_535;

export interface ConsumerOptions {
  connection: BrokerConnection;
  names: Names;
  deadLetters: RabbitDeadLetters;
  log: EngineLog;
}

/** Consumes the queue by one subscription after the other, whatever happens to the broker. */
export class Consumer {
  readonly #options: ConsumerOptions;

  constructor(options: ConsumerOptions) {
    this.#options = options;
  }

  async *batches(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const { connection, names, log } = this.#options;
    const batchSize = Math.min(options.batchSize, HIGHEST_PREFETCH);
    const prefetch = Math.min(2 * batchSize, HIGHEST_PREFETCH);
    const all = subscriptions({
      connection,
      open: async (channel) => {
        await assertTopology(channel, names);
        return Subscription.open(channel, names.queue, prefetch);
      },
      log,
      sentences: {
        lost: (reason) => `No messages come from the queue "${names.queue}" for now: ${reason}.`,
        back: `Messages come from the queue "${names.queue}" again.`,
      },
      signal: options.signal,
    });
    for await (const subscription of all) {
      yield* this.#batchesOf(subscription, { ...options, batchSize });
    }
  }

  async *#batchesOf(
    subscription: Subscription,
    options: ConsumeOptions,
  ): AsyncGenerator<MeasurementBatch, void, undefined> {
    const { deadLetters, log } = this.#options;
    for (;;) {
      const messages = await subscription.next(options);
      if (!messages) return;
      const batch = new DeliveredBatch({ subscription, messages, deadLetters, log });
      try {
        yield batch;
      } finally {
        await batch.release();
      }
    }
  }
}
