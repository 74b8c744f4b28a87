import type { EngineLog } from '@energy/engines';
import type { ConsumeMessage } from 'amqplib';
import { BatchLost, type MeasurementBatch, type RejectedMessage } from '../measurement-queue.ts';
import type { RabbitDeadLetters } from './dead-letters.ts';
import type { Subscription } from './subscription.ts';
import { routingKeyOf, TRACEPARENT } from './topology.ts';

export interface DeliveredBatchOptions {
  subscription: Subscription;
  messages: readonly ConsumeMessage[];
  deadLetters: RabbitDeadLetters;
  log: EngineLog;
}

/**
 * A batch in the hands of its consumer. A subscription has at most one of them at a time and all
 * before it are settled or given back, so that acknowledging up to its last message is exact.
 */
export class DeliveredBatch implements MeasurementBatch {
  readonly bodies: readonly Uint8Array[];
  readonly #subscription: Subscription;
  readonly #messages: readonly ConsumeMessage[];
  readonly #deadLetters: RabbitDeadLetters;
  readonly #log: EngineLog;
  #inHand = true;

  constructor({ subscription, messages, deadLetters, log }: DeliveredBatchOptions) {
    this.bodies = messages.map(({ content }) => content);
    this.#subscription = subscription;
    this.#messages = messages;
    this.#deadLetters = deadLetters;
    this.#log = log;
  }

  get routingKeys(): readonly string[] {
    return this.#messages.map(routingKeyOf);
  }

  /** Looked for when it is asked for alone. */
  get traceparents(): readonly string[] {
    const found = new Set<string>();
    for (const { properties } of this.#messages) {
      const traceparent = properties.headers?.[TRACEPARENT];
      if (typeof traceparent === 'string') found.add(traceparent);
    }
    return [...found];
  }

  async settle(rejected: readonly RejectedMessage[] = []): Promise<void> {
    if (!this.#inHand) return;
    const lostBefore = this.#subscription.lostBecause !== undefined;
    if (!lostBefore) await this.#deadLetters.put(rejected);
    if (!this.#inHand) return;
    this.#inHand = false;
    if (lostBefore || !this.#subscription.acknowledge(this.#last)) {
      this.#log.info(
        `A batch of ${this.bodies.length} messages was lost to the broker before it was settled: ` +
          'it is delivered again.',
      );
    }
  }

  async release(): Promise<void> {
    if (!this.#inHand) return;
    this.#inHand = false;
    this.#subscription.giveBack(this.#last);
  }

  assertOwned(): void {
    if (!this.#inHand || !this.#subscription.isProven) throw new BatchLost();
  }

  get #last(): ConsumeMessage {
    return this.#messages.at(-1)!;
  }
}
