import type { EngineLog } from '@energy/engines';
import { BatchLost, type MeasurementBatch, type RejectedMessage } from '../consumer.ts';
import type { RabbitDeadLetters } from './dead-letters.ts';
import type { Delivered } from './deliveries.ts';
import { routingKeyOf, TRACEPARENT } from './topology.ts';

export interface DeliveredBatchOptions {
  delivered: readonly Delivered[];
  deadLetters: RabbitDeadLetters;
  log: EngineLog;
}

/**
 * A batch in the hands of its consumer. A subscription has at most one of them at a time, so that acknowledging
 * up to its last message is exact.
 */
export class DeliveredBatch implements MeasurementBatch {
  readonly bodies: readonly Uint8Array[];
  readonly #delivered: readonly Delivered[];
  readonly #deadLetters: RabbitDeadLetters;
  readonly #log: EngineLog;
  #inHand = true;

  constructor({ delivered, deadLetters, log }: DeliveredBatchOptions) {
    this.bodies = delivered.flatMap(({ messages }) => messages.map(({ content }) => content));
    this.#delivered = delivered;
    this.#deadLetters = deadLetters;
    this.#log = log;
  }

  get routingKeys(): readonly string[] {
    return this.#delivered.flatMap(({ messages }) => messages.map(routingKeyOf));
  }

  get traceparents(): readonly string[] {
    const found = new Set<string>();
    for (const { messages } of this.#delivered) {
      for (const { properties } of messages) {
        const traceparent = properties.headers?.[TRACEPARENT];
        if (typeof traceparent === 'string') found.add(traceparent);
      }
    }
    return [...found];
  }

  async settle(rejected: readonly RejectedMessage[] = []): Promise<void> {
    if (!this.#inHand) return;
    if (this.#delivered.every(({ subscription }) => subscription.isEnded)) {
      this.#inHand = false;
      this.#logLost(this.bodies.length);
      return;
    }
    await this.#deadLetters.put(rejected);
    if (!this.#inHand) return;
    this.#inHand = false;
    let lost = 0;
    for (const { subscription, messages } of this.#delivered) {
      if (!subscription.acknowledge(messages.at(-1)!)) lost += messages.length;
    }
    if (lost > 0) this.#logLost(lost);
  }

  async release(): Promise<void> {
    if (!this.#inHand) return;
    this.#inHand = false;
    await Promise.all(this.#delivered.map(({ subscription }) => subscription.end()));
  }

  assertOwned(): void {
    const isOwned =
      this.#inHand && this.#delivered.every(({ subscription }) => subscription.isProven);
    if (!isOwned) throw new BatchLost();
  }

  #logLost(messages: number): void {
    this.#log.info(
      `${messages} messages of a batch were lost to the broker before they were settled; ` +
        'they are delivered again.',
    );
  }
}
