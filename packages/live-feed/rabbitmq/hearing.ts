import { WakeUpSignal } from '@energy/engines';
import { type ChannelSubscription, closeQuietly } from '@energy/engines/rabbitmq';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { decode } from '../encoding.ts';
import type { Heard } from '../live-feed.ts';
import type { Notice } from '../notice.ts';
import { assertExchange, assertListenerQueue, type Patience } from './topology.ts';

/** What a slow listener has yet to hear waits in the broker, but for so many messages. */
const PREFETCH = 20;

export interface HearingOptions {
  readonly exchange: string;
  readonly types: readonly Notice['type'][];
  readonly patience: Patience;
}

/** What one listener hears on one channel; with the channel its queue goes, and what is in it. */
export class Hearing implements ChannelSubscription {
  readonly #channel: ConfirmChannel;
  readonly #types: readonly Notice['type'][];
  #delivered: ConsumeMessage[] = [];
  /** Nobody knows what was told before it began. */
  #gap = true;
  #lostBecause: string | undefined;
  readonly #arrived = new WakeUpSignal();

  private constructor(channel: ConfirmChannel, types: readonly Notice['type'][]) {
    this.#channel = channel;
    this.#types = types;
  }

  static async open(
    channel: ConfirmChannel,
    { exchange, types, patience }: HearingOptions,
  ): Promise<Hearing> {
    const hearing = new Hearing(channel, types);
    channel.on('error', (error) => hearing.#lose(error.message));
    channel.on('close', () => hearing.#lose('the channel was closed'));
    await assertExchange(channel, exchange);
    const { queue, missed } = await assertListenerQueue(channel, exchange, types, patience);
    await channel.prefetch(PREFETCH);
    await channel.consume(missed, (message) => hearing.#miss(message), { noAck: true });
    await channel.consume(queue, (message) => hearing.#receive(message), { noAck: false });
    return hearing;
  }

  get lostBecause(): string | undefined {
    return this.#lostBecause;
  }

  /** The next to be heard; `undefined` once the signal has aborted or nothing comes any more. */
  async next(signal: AbortSignal): Promise<Heard | undefined> {
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

  /** The broker has dropped something that waited for too long, or was too much. */
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
