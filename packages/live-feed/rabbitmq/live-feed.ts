import type { EngineLog } from '@energy/engines';
import { BrokerConnection, ConfirmedPublisher, subscriptions } from '@energy/engines/rabbitmq';
import { encode, typesOf } from '../encoding.ts';
import type { Delivery, LiveFeed, SubscribeOptions } from '../live-feed.ts';
import type { Notice } from '../notice.ts';
import { FeedSubscription } from './subscription.ts';
import { assertExchange, PLATFORM_EXCHANGE, type QueueLimits, routingKeyOf } from './topology.ts';

const LIMITS: QueueLimits = { messages: 10_000, bytes: 64 * 1024 * 1024, ms: 60_000 };

export interface RabbitFeedOptions {
  readonly log: EngineLog;
  readonly exchange?: string;
  readonly limits?: QueueLimits;
  /** Maximum wait for the confirms of the broker, in milliseconds. */
  readonly confirmTimeoutMs?: number;
}

/** The feed in RabbitMQ: an exchange, and a queue for each subscription. */
export class RabbitLiveFeed implements LiveFeed {
  readonly #log: EngineLog;
  readonly #exchange: string;
  readonly #limits: QueueLimits;
  readonly #sending: BrokerConnection;
  readonly #receiving: BrokerConnection;
  readonly #publisher: ConfirmedPublisher;
  readonly #closing = new AbortController();

  constructor(
    url: string,
    { log, exchange = PLATFORM_EXCHANGE, limits = LIMITS, confirmTimeoutMs }: RabbitFeedOptions,
  ) {
    this.#log = log;
    this.#exchange = exchange;
    this.#limits = limits;
    this.#sending = new BrokerConnection({ url, purpose: 'publishing to the live feed', log });
    this.#receiving = new BrokerConnection({ url, purpose: 'subscribing to the live feed', log });
    this.#publisher = new ConfirmedPublisher({
      connection: this.#sending,
      declare: (channel) => assertExchange(channel, exchange),
      delivery: { persistent: false, mandatory: false },
      confirmTimeoutMs,
    });
  }

  async publish(notices: readonly Notice[]): Promise<void> {
    if (notices.length === 0) return;
    await this.#publisher.send([
      {
        exchange: this.#exchange,
        routingKey: routingKeyOf(typesOf(notices)),
        body: encode(notices),
        contentType: 'application/json',
      },
    ]);
  }

  async *subscribe({
    types,
    ...options
  }: SubscribeOptions): AsyncGenerator<Delivery, void, undefined> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const all = subscriptions({
      connection: this.#receiving,
      open: (channel) =>
        FeedSubscription.open(channel, { exchange: this.#exchange, types, limits: this.#limits }),
      log: this.#log,
      sentences: {
        lost: (reason) => `Lost the live feed "${this.#exchange}"; retrying: ${reason}.`,
        back: `Subscribed to the live feed "${this.#exchange}" again.`,
      },
      signal,
    });
    for await (const subscription of all) {
      const next = () => subscription.next(signal);
      for (let delivery = await next(); delivery; delivery = await next()) yield delivery;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#receiving.close(), this.#sending.close()]);
  }
}
