import { type ChannelSubscription, closeQuietly } from '@energy/engines/rabbitmq';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Prefetch } from './prefetch.ts';

const PROOF_INTERVAL_MS = 2_000;
/**
 * The broker closes a connection from which nothing has come for a heartbeat interval of 10 s, and delivers its
 * messages to another consumer. A consumer without an answer for this long counts as cut off.
 */
const PROOF_VALIDITY_MS = 8_000;

interface Delivery {
  readonly message: ConsumeMessage;
  readonly arrivedAt: number;
}

/**
 * One consumer on one channel, with the messages delivered to it. Whatever was not acknowledged when the channel
 * closes goes back to its place in the queue; messages are never given back one by one, since later ones would
 * overtake them.
 */
export class Subscription implements ChannelSubscription {
  /** Called when messages have arrived and when the subscription has ended. */
  onChange: () => void = () => {};
  readonly #channel: ConfirmChannel;
  readonly #ended = Promise.withResolvers<void>();
  readonly #prefetch: Prefetch;
  #buffer: Delivery[] = [];
  #waitingBytes = 0;
  /** Of all messages that it has received. */
  #received = { messages: 0, bytes: 0 };
  #isEnded = false;
  #lostBecause: string | undefined;
  #isInHand = false;
  #isRetiring = false;
  /** When the last request was sent that the broker has answered. */
  #provenAt = performance.now();
  #proving: NodeJS.Timeout | undefined;

  private constructor(channel: ConfirmChannel, prefetch: Prefetch) {
    this.#channel = channel;
    this.#prefetch = prefetch;
  }

  /** @param prefetch follows the size of the messages, for the next subscription to the queue */
  static async open(
    channel: ConfirmChannel,
    queue: string,
    prefetch: Prefetch,
  ): Promise<Subscription> {
    const subscription = new Subscription(channel, prefetch);
    channel.on('error', (error) => subscription.#lose(error.message));
    channel.on('close', () => subscription.#lose('the channel was closed'));
    await channel.prefetch(prefetch.messages);
    const sentAt = performance.now();
    await channel.consume(queue, (message) => subscription.#receive(message), { noAck: false });
    subscription.#provenAt = sentAt;
    subscription.#proving = setInterval(
      () => subscription.#prove(queue),
      PROOF_INTERVAL_MS,
    ).unref();
    return subscription;
  }

  /** True if the broker can't have delivered these messages to another consumer yet. */
  get isProven(): boolean {
    return !this.#isEnded && performance.now() - this.#provenAt < PROOF_VALIDITY_MS;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Why it was lost; `undefined` while it works and where its owner ended it. */
  get lostBecause(): string | undefined {
    return this.#lostBecause;
  }

  /** True if the broker has chosen this consumer of the queue's consumers. */
  get isActive(): boolean {
    return this.#received.messages > 0 && !this.#isEnded && !this.#isRetiring;
  }

  /** The number of messages that can be taken. */
  get size(): number {
    return this.#isRetiring ? 0 : this.#buffer.length;
  }

  /** When the oldest message that can be taken arrived. */
  get oldestAt(): number {
    return this.#buffer[0]?.arrivedAt ?? Number.POSITIVE_INFINITY;
  }

  /** Takes messages in order: at most `limit`, and no more after `maxBytes` of them. */
  take(limit: number, maxBytes: number): readonly ConsumeMessage[] {
    let count = 0;
    for (let bytes = 0; bytes < maxBytes && count < Math.min(limit, this.size); count++) {
      bytes += this.#buffer[count]!.message.content.length;
    }
    const messages = this.#buffer.splice(0, count).map(({ message }) => message);
    for (const { content } of messages) this.#waitingBytes -= content.length;
    if (messages.length > 0) this.#isInHand = true;
    return messages;
  }

  /** Takes everything up to `last` off the queue; `false` where the subscription has ended before. */
  acknowledge(last: ConsumeMessage): boolean {
    if (this.#isEnded) return false;
    this.#channel.ack(last, true);
    this.#isInHand = false;
    this.#widenPrefetch();
    if (this.#isRetiring) this.end();
    return true;
  }

  /** Ends it once the messages in hand are acknowledged, so that another consumer gets the queue. */
  retire(): void {
    this.#isRetiring = true;
    this.#dropWaiting();
    if (!this.#isInHand) this.end();
  }

  /** Ends it: everything that was not acknowledged goes back to its place in the queue. */
  async end(): Promise<void> {
    const wasEnded = this.#isEnded;
    this.#finish();
    if (!wasEnded) await closeQuietly(this.#channel);
  }

  /** Resolves when it has ended, for whatever reason, or `signal` aborts. */
  async untilEnded(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = () => resolve();
    signal.addEventListener('abort', stop);
    if (!signal.aborted) await Promise.race([this.#ended.promise, promise]);
    signal.removeEventListener('abort', stop);
  }

  #receive(message: ConsumeMessage | null): void {
    if (message === null) {
      this.#lose('the broker cancelled the consumer; was the queue deleted?');
      closeQuietly(this.#channel);
      return;
    }
    if (this.#isEnded || this.#isRetiring) return;
    this.#received.messages += 1;
    this.#received.bytes += message.content.length;
    this.#waitingBytes += message.content.length;
    this.#buffer.push({ message, arrivedAt: performance.now() });
    if (this.#waitingBytes > this.#prefetch.maxBytes && this.#buffer.length > 1) {
      this.#prefetch.narrow(this.#buffer.length);
      this.retire();
    }
    this.onChange();
  }

  /** Makes room for another subscription that gets more messages at a time, where those of this one were small. */
  #widenPrefetch(): void {
    const { messages, bytes } = this.#received;
    if (this.#isRetiring || messages < this.#prefetch.messages) return;
    if (this.#prefetch.widen(bytes / messages)) this.retire();
  }

  /** The broker has the messages that are not acknowledged as well. */
  #dropWaiting(): void {
    this.#buffer = [];
    this.#waitingBytes = 0;
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
    if (!this.#isEnded) this.#lostBecause = reason;
    this.#finish();
  }

  #finish(): void {
    clearInterval(this.#proving);
    this.#isEnded = true;
    this.#dropWaiting();
    this.#ended.resolve();
    this.onChange();
  }
}
