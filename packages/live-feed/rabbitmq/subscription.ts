import { WakeUpSignal } from '@energy/engines';
import { type ChannelSubscription, closeQuietly } from '@energy/engines/rabbitmq';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { decode } from '../encoding.ts';
import type { Delivery } from '../live-feed.ts';
import type { Notice } from '../notice.ts';
import { assertExchange, assertSubscriberQueue, type QueueLimits } from './topology.ts';

/** Further messages for a slow subscriber wait in the broker. */
const PREFETCH = 20;

export interface FeedSubscriptionOptions {
  readonly exchange: string;
  readonly types: readonly Notice['type'][];
  readonly limits: QueueLimits;
}

/** A subscriber's queue on one channel; the broker deletes the queue with the channel. */
export class FeedSubscription implements ChannelSubscription {
  readonly #channel: ConfirmChannel;
  readonly #types: readonly Notice['type'][];
  #delivered: ConsumeMessage[] = [];
  /** Notices before the subscription are unknown. */
  #gap = true;
  #lostBecause: string | undefined;
  readonly #arrived = new WakeUpSignal();

  private constructor(channel: ConfirmChannel, types: readonly Notice['type'][]) {
    this.#channel = channel;
    this.#types = types;
  }

  static async open(
    channel: ConfirmChannel,
    { exchange, types, limits }: FeedSubscriptionOptions,
  ): Promise<FeedSubscription> {
    const subscription = new FeedSubscription(channel, types);
    channel.on('error', (error) => subscription.#lose(error.message));
    channel.on('close', () => subscription.#lose('the channel was closed'));
    await assertExchange(channel, exchange);
    const { queue, missed } = await assertSubscriberQueue(channel, { exchange, types, limits });
    await channel.prefetch(PREFETCH);
    await channel.consume(missed, (message) => subscription.#miss(message), { noAck: true });
    await channel.consume(queue, (message) => subscription.#receive(message), { noAck: false });
    return subscription;
  }

  get lostBecause(): string | undefined {
    return this.#lostBecause;
  }

  /** The next delivery; `undefined` once the signal has aborted or the subscription is lost. */
  async next(signal: AbortSignal): Promise<Delivery | undefined> {
    while (!signal.aborted && this.#lostBecause === undefined) {
      const message = this.#delivered.shift();
      if (message) this.#channel.ack(message);
      const notices = message ? decode(message.content, this.#types) : [];
      const gap = this.#gap;
      this.#gap = false;
      if (gap || notices.length > 0) return { notices, gap };
      if (this.#delivered.length === 0) await this.#arrived.wait({ signal });
    }
    return undefined;
  }

  async end(): Promise<void> {
    if (this.#lostBecause === undefined) await closeQuietly(this.#channel);
    this.#lose('it was ended');
  }

  #receive(message: ConsumeMessage | null): void {
    if (message) this.#delivered.push(message);
    else this.#cancelled();
    this.#arrived.wake();
  }

  /** The broker dropped notices, by the limits of the queue. */
  #miss(message: ConsumeMessage | null): void {
    if (message) this.#gap = true;
    else this.#cancelled();
    this.#arrived.wake();
  }

  #cancelled(): void {
    this.#lose('the broker cancelled the consumer; was the queue deleted?');
    closeQuietly(this.#channel);
  }

  #lose(reason: string): void {
    this.#lostBecause ??= reason;
    this.#arrived.wake();
  }
}
