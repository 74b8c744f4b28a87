import { WakeUpSignal } from '@energy/engines';
import type { ConsumeMessage } from 'amqplib';
import type { ConsumeOptions } from '../consumer.ts';
import type { Subscription } from './subscription.ts';

/** A batch is acknowledged as a whole, and comes again as a whole after a kill: large messages make it shorter. */
const MAX_BATCH_BYTES = 64 * 1024 * 1024;

/** Messages of one subscription, in order. */
export interface Delivered {
  readonly subscription: Subscription;
  readonly messages: readonly ConsumeMessage[];
}

/** Gathers the messages of several subscriptions into batches. */
export class Deliveries {
  #subscriptions: Subscription[] = [];
  /** Wakes when `#awaited` messages can be taken, or a subscription has ended. */
  readonly #changed = new WakeUpSignal();
  #awaited = 1;

  get subscriptions(): readonly Subscription[] {
    return this.#subscriptions;
  }

  add(subscription: Subscription): void {
    subscription.onChange = () => {
      if (subscription.isEnded || this.#available >= this.#awaited) this.#changed.wake();
    };
    this.#subscriptions.push(subscription);
    this.#changed.wake();
  }

  remove(subscription: Subscription): void {
    this.#subscriptions = this.#subscriptions.filter((each) => each !== subscription);
  }

  /**
   * The next batch: as many messages as asked for and fit into {@link MAX_BATCH_BYTES}, or what there is `lingerMs` after the first of them arrived;
   * `undefined` once the signal has aborted or `isOver` holds.
   */
  async next(
    { batchSize, lingerMs, signal }: ConsumeOptions,
    isOver: () => boolean = () => false,
  ): Promise<readonly Delivered[] | undefined> {
    while (!signal.aborted && !isOver()) {
      const available = this.#available;
      const remaining = this.#oldestAt + lingerMs - performance.now();
      if (available >= batchSize || (available > 0 && remaining <= 0)) {
        return this.#take(batchSize);
      }
      this.#awaited = available > 0 ? batchSize : 1;
      await this.#changed.wait(available > 0 ? { timeoutMs: remaining, signal } : { signal });
    }
    return undefined;
  }

  get #available(): number {
    return this.#subscriptions.reduce((sum, { size }) => sum + size, 0);
  }

  get #oldestAt(): number {
    const filled = this.#subscriptions.filter(({ size }) => size > 0);
    return Math.min(...filled.map(({ oldestAt }) => oldestAt));
  }

  /** Takes from each subscription in turn, beginning with another one each time. */
  #take(limit: number): readonly Delivered[] {
    const [first, ...others] = this.#subscriptions;
    this.#subscriptions = first ? [...others, first] : [];
    const taken: Delivered[] = [];
    let left = limit;
    let bytesLeft = MAX_BATCH_BYTES;
    for (const subscription of this.#subscriptions) {
      if (left === 0 || bytesLeft <= 0) break;
      if (subscription.size === 0) continue;
      const messages = subscription.take(left, bytesLeft);
      left -= messages.length;
      for (const { content } of messages) bytesLeft -= content.length;
      taken.push({ subscription, messages });
    }
    return taken;
  }
}
