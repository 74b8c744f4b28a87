import { closeQuietly } from '@energy/engines/rabbitmq';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { ConsumeOptions } from '../measurement-queue.ts';

const PROOF_INTERVAL_MS = 2_000;
/**
 * The broker ends a connection from which nothing has come for a heartbeat's interval of 10 s, and delivers what
 * it held to another consumer. Before that, whoever has not been answered must count as cut off.
 */
const PROOF_HOLDS_MS = 8_000;

interface Delivery {
  readonly message: ConsumeMessage;
  readonly arrivedAt: number;
}

/**
 * One consumer on one channel, and what was delivered to it. With the channel everything in it is
 * lost: the broker delivers that again, under other tags, to whoever consumes then.
 */
export class Subscription {
  readonly #channel: ConfirmChannel;
  #buffer: Delivery[] = [];
  #lostBecause: string | undefined;
  /** Called when the buffer has grown to `#awaited` deliveries, or the subscription ended. */
  #wake: (() => void) | undefined;
  #awaited = 1;
  /** When the last request was sent that the broker has answered. */
  #provenAt = performance.now();
  #proving: NodeJS.Timeout | undefined;

  private constructor(channel: ConfirmChannel) {
    this.#channel = channel;
  }

  /** @param prefetch the most messages that the broker delivers ahead of being settled */
  static async open(
    channel: ConfirmChannel,
    queue: string,
    prefetch: number,
  ): Promise<Subscription> {
    const subscription = new Subscription(channel);
    channel.on('error', (error) => subscription.#lose(error.message));
    channel.on('close', () => subscription.#lose('the channel was closed'));
    await channel.prefetch(prefetch);
    const sentAt = performance.now();
    await channel.consume(queue, (message) => subscription.#receive(message), { noAck: false });
    subscription.#provenAt = sentAt;
    subscription.#proving = setInterval(
      () => subscription.#prove(queue),
      PROOF_INTERVAL_MS,
    ).unref();
    return subscription;
  }

  /** Whether the broker can't have given what was delivered here to another consumer yet. */
  get isProven(): boolean {
    return this.#lostBecause === undefined && performance.now() - this.#provenAt < PROOF_HOLDS_MS;
  }

  /** Why nothing comes any more, where that is so. */
  get lostBecause(): string | undefined {
    return this.#lostBecause;
  }

  /**
   * The next messages: as many as asked for, or what there is `lingerMs` after the first of them
   * arrived; `undefined` once the signal has aborted or the subscription was lost.
   */
  async next({
    batchSize,
    lingerMs,
    signal,
  }: ConsumeOptions): Promise<ConsumeMessage[] | undefined> {
    const wake = () => this.#wake?.();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted && this.#lostBecause === undefined) {
        const first = this.#buffer[0];
        const remaining = first && first.arrivedAt + lingerMs - performance.now();
        if (this.#buffer.length >= batchSize || (remaining !== undefined && remaining <= 0)) {
          return this.#buffer.splice(0, batchSize).map(({ message }) => message);
        }
        await this.#deliveries(first ? batchSize : 1, remaining);
      }
      return undefined;
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** Takes everything up to `last` off the queue; `false` where the subscription was lost before. */
  acknowledge(last: ConsumeMessage): boolean {
    if (this.#lostBecause !== undefined) return false;
    this.#channel.ack(last, true);
    return true;
  }

  /** Gives everything up to `last` back to the queue. */
  giveBack(last: ConsumeMessage): void {
    if (this.#lostBecause === undefined) this.#channel.nack(last, true, true);
  }

  /** Whatever was not acknowledged goes back to the queue. */
  async end(): Promise<void> {
    if (this.#lostBecause === undefined) await closeQuietly(this.#channel);
    this.#lose('it was ended');
  }

  /** Resolves when so many are in the buffer, the time is over, or there is news otherwise. */
  #deliveries(awaited: number, ms: number | undefined): Promise<void> {
    this.#awaited = awaited;
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        this.#wake = undefined;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #receive(message: ConsumeMessage | null): void {
    if (message === null) {
      this.#lose('the broker cancelled the consumer; was the queue deleted?');
      closeQuietly(this.#channel);
      return;
    }
    this.#buffer.push({ message, arrivedAt: performance.now() });
    if (this.#buffer.length >= this.#awaited) this.#wake?.();
  }

  async #prove(queue: string): Promise<void> {
    const sentAt = performance.now();
    try {
      await this.#channel.checkQueue(queue);
      this.#provenAt = sentAt;
    } catch {
      // The channel is closed: that ends the subscription.
    }
  }

  #lose(reason: string): void {
    clearInterval(this.#proving);
    this.#lostBecause ??= reason;
    this.#buffer = [];
    this.#wake?.();
  }
}
