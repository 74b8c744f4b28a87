import type { EngineLog } from '@energy/engines';
import { BrokerConnection, ConfirmedPublisher, subscriptions } from '@energy/engines/rabbitmq';
import { encode, typesOf } from '../encoding.ts';
import type { Heard, ListenOptions, LiveFeed } from '../live-feed.ts';
import type { Notice } from '../notice.ts';
import { Hearing } from './hearing.ts';
import { assertExchange, type Patience, PLATFORM_EXCHANGE, routingKeyOf } from './topology.ts';

const PATIENCE: Patience = { messages: 10_000, bytes: 64 * 1024 * 1024, ms: 60_000 };

export interface RabbitFeedOptions {
  readonly log: EngineLog;
  readonly exchange?: string;
  readonly patience?: Patience;
  /** How long the broker may leave notices unconfirmed, in milliseconds. */
  readonly confirmTimeoutMs?: number;
}

/** The feed in RabbitMQ: an exchange, and for every listener a queue as long as they listen. */
export class RabbitLiveFeed implements LiveFeed {
  readonly #log: EngineLog;
  readonly #exchange: string;
  readonly #patience: Patience;
  readonly #sending: BrokerConnection;
  readonly #hearing: BrokerConnection;
  readonly #publisher: ConfirmedPublisher;
  readonly #closing = new AbortController();

  constructor(
    url: string,
    { log, exchange = PLATFORM_EXCHANGE, patience = PATIENCE, confirmTimeoutMs }: RabbitFeedOptions,
  ) {
    this.#log = log;
    this.#exchange = exchange;
    this.#patience = patience;
    this.#sending = new BrokerConnection({ url, purpose: 'telling the live feed', log });
    this.#hearing = new BrokerConnection({ url, purpose: 'hearing the live feed', log });
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

  async *listen({ types, ...options }: ListenOptions): AsyncGenerator<Heard, void, undefined> {
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const hearings = subscriptions({
      connection: this.#hearing,
      open: (channel) =>
        Hearing.open(channel, { exchange: this.#exchange, types, patience: this.#patience }),
      log: this.#log,
      sentences: {
        lost: (reason) => `The live feed "${this.#exchange}" is not heard for now: ${reason}.`,
        back: `The live feed "${this.#exchange}" is heard again.`,
      },
      signal,
    });
    for await (const hearing of hearings) {
      for (let heard = await hearing.next(signal); heard; heard = await hearing.next(signal)) {
        yield heard;
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#hearing.close(), this.#sending.close()]);
  }
}
