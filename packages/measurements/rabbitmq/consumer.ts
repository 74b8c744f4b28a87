import { delayBeforeRetry, type EngineLog, Outage } from '@energy/engines';
import type { ConfirmChannel } from 'amqplib';
import type { ConsumeOptions, MeasurementBatch } from '../measurement-queue.ts';
import { pause } from '../pause.ts';
import { type BrokerConnection, closeQuietly } from './connection.ts';
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
  readonly #connection: BrokerConnection;
  readonly #names: Names;
  readonly #deadLetters: RabbitDeadLetters;
  readonly #log: EngineLog;
  readonly #outage: Outage;

  constructor({ connection, names, deadLetters, log }: ConsumerOptions) {
    this.#connection = connection;
    this.#names = names;
    this.#deadLetters = deadLetters;
    this.#log = log;
    this.#outage = new Outage(log);
  }

  async *batches(options: ConsumeOptions): AsyncGenerator<MeasurementBatch, void, undefined> {
    const batchSize = Math.min(options.batchSize, HIGHEST_PREFETCH);
    const prefetch = Math.min(2 * batchSize, HIGHEST_PREFETCH);
    for (;;) {
      const subscription = await this.#subscribe(prefetch, options.signal);
      if (!subscription) return;
      try {
        yield* this.#batchesOf(subscription, { ...options, batchSize });
      } finally {
        await subscription.end();
      }
      if (options.signal.aborted) return;
      this.#tellOfLoss(subscription.lostBecause ?? '');
      await pause(delayBeforeRetry(0), options.signal);
    }
  }

  async *#batchesOf(
    subscription: Subscription,
    options: ConsumeOptions,
  ): AsyncGenerator<MeasurementBatch, void, undefined> {
    for (;;) {
      const messages = await subscription.next(options);
      if (!messages) return;
      const batch = new DeliveredBatch({
        subscription,
        messages,
        deadLetters: this.#deadLetters,
        log: this.#log,
      });
      try {
        yield batch;
      } finally {
        await batch.release();
      }
    }
  }

  /** Tries until it succeeds; `undefined` when the signal aborts before. */
  async #subscribe(prefetch: number, signal: AbortSignal): Promise<Subscription | undefined> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const subscription = await this.#open(prefetch, signal);
        this.#outage.ended(`Messages come from the queue "${this.#names.queue}" again.`);
        return subscription;
      } catch (error) {
        if (signal.aborted) return undefined;
        this.#tellOfLoss((error as Error).message);
        await pause(delayBeforeRetry(attempt), signal);
      }
    }
    return undefined;
  }

  async #open(prefetch: number, signal: AbortSignal): Promise<Subscription> {
    const channel: ConfirmChannel = await this.#connection.channelWhenConnected(signal);
    try {
      await assertTopology(channel, this.#names);
      return await Subscription.open(channel, this.#names.queue, prefetch);
    } catch (error) {
      closeQuietly(channel);
      throw error;
    }
  }

  /** Where the whole connection is gone, that is told already. */
  #tellOfLoss(reason: string): void {
    if (!this.#connection.connected) return;
    const { queue } = this.#names;
    this.#outage.began(`No messages come from the queue "${queue}" for now: ${reason}.`);
  }
}
