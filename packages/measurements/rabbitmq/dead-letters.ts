import { delay, EngineUnavailable } from '@energy/engines';
import type {
  BrokerConnection,
  ConfirmedPublisher,
  OutgoingMessage,
} from '@energy/engines/rabbitmq';
import type { ConfirmChannel, GetMessage, Message } from 'amqplib';
import type { RejectedMessage } from '../consumer.ts';
import type { DeadLetter, DeadLetters } from '../dead-letters.ts';
import { withTopology } from './channels.ts';
import { Deliveries } from './deliveries.ts';
import { Prefetch } from './prefetch.ts';
import { Subscription } from './subscription.ts';
import { type Names, ROUTING_KEY_HEADER } from './topology.ts';

const BATCH_SIZE = 1_000;
const LINGER_MS = 100;
/** Another program can empty the queue at the same time: without a message for this long, it counts as empty. */
const DELIVERY_TIMEOUT_MS = 2_000;
const MAX_COUNTS = 50;
const COUNT_INTERVAL_MS = 20;
/** The headers of a message that another program put into the dead-letter queue. */
const FOREIGN = { reason: 'unknown', detail: '', rejectedAt: new Date(0).toISOString() };

export interface RabbitDeadLettersOptions {
  connection: BrokerConnection;
  publisher: ConfirmedPublisher;
  names: Names;
}

export class RabbitDeadLetters implements DeadLetters {
  readonly #connection: BrokerConnection;
  readonly #publisher: ConfirmedPublisher;
  readonly #names: Names;

  constructor({ connection, publisher, names }: RabbitDeadLettersOptions) {
    this.#connection = connection;
    this.#publisher = publisher;
    this.#names = names;
  }

  /** Adds messages; resolves when the broker has confirmed that they are stored. */
  async put(rejected: readonly RejectedMessage[]): Promise<void> {
    const rejectedAt = new Date().toISOString();
    await this.#publisher.send(
      rejected.map(({ body, reason, detail, routingKey }) => ({
        exchange: '',
        routingKey: this.#names.deadLetterQueue,
        body,
        headers: {
          'x-reason': reason,
          'x-detail': detail,
          'x-rejected-at': rejectedAt,
          ...(routingKey !== undefined && { [ROUTING_KEY_HEADER]: routingKey }),
        },
      })),
    );
  }

  count(): Promise<number> {
    return this.#onChannel((channel) => this.#countOn(channel));
  }

  list(limit: number): Promise<DeadLetter[]> {
    return this.#onChannel(async (channel) => {
      const letters: DeadLetter[] = [];
      for await (const message of this.#upTo(limit, channel)) letters.push(deadLetter(message));
      await this.#giveBack(letters.length, channel);
      return letters;
    });
  }

  replay(reason?: string): Promise<number> {
    return this.#sift(reason, (letters) =>
      letters.map((letter) => {
        const { routingKey } = deadLetter(letter);
        return {
          exchange: '',
          routingKey: this.#names.queue,
          body: letter.content,
          contentType: 'application/json',
          ...(routingKey !== undefined && { headers: { [ROUTING_KEY_HEADER]: routingKey } }),
        };
      }),
    );
  }

  purge(reason?: string): Promise<number> {
    if (reason !== undefined) return this.#sift(reason, () => []);
    return this.#onChannel(async (channel) => {
      return (await channel.purgeQueue(this.#names.deadLetterQueue)).messageCount;
    });
  }

  /**
   * Consumes every letter that is in the queue now: those of the reason (or all) leave it once the messages
   * of `replacing` are stored, the others go to its end. Memory is bounded by two batches; an interruption
   * can leave some of the others twice.
   *
   * @returns the number of letters of the reason
   */
  async #sift(
    reason: string | undefined,
    replacing: (letters: readonly Message[]) => OutgoingMessage[],
  ): Promise<number> {
    let chosen = 0;
    let remaining = 0;
    await this.#onChannel(async (channel) => {
      let left = await this.#countOn(channel);
      const queue = this.#names.deadLetterQueue;
      // Must not end before it has gone through all letters, whatever their size.
      const prefetch = new Prefetch(2 * BATCH_SIZE, Number.POSITIVE_INFINITY);
      const subscription = await Subscription.open(channel, queue, prefetch);
      const deliveries = new Deliveries();
      deliveries.add(subscription);
      while (left > 0) {
        const batchSize = Math.min(BATCH_SIZE, left);
        const signal = AbortSignal.timeout(DELIVERY_TIMEOUT_MS);
        const delivered = await deliveries.next(
          { batchSize, lingerMs: LINGER_MS, signal },
          () => subscription.isEnded,
        );
        if (!delivered) break;
        const messages = delivered.flatMap((each) => each.messages);
        const isChosen = (message: Message) =>
          reason === undefined || deadLetter(message).reason === reason;
        const leaving = messages.filter(isChosen);
        const staying = messages.filter((message) => !isChosen(message));
        await this.#publisher.send([
          ...replacing(leaving),
          ...staying.map((message) => this.#copyOf(message)),
        ]);
        subscription.acknowledge(messages.at(-1)!);
        left -= messages.length;
        chosen += leaving.length;
        remaining += staying.length;
      }
      if (subscription.lostBecause) throw new EngineUnavailable(subscription.lostBecause);
    });
    await this.#onChannel((channel) => this.#untilCounted(remaining, channel));
    return chosen;
  }

  #copyOf({ content, properties }: Message): OutgoingMessage {
    const { headers } = properties;
    return {
      exchange: '',
      routingKey: this.#names.deadLetterQueue,
      body: content,
      headers: headers ?? {},
    };
  }

  async #countOn(channel: ConfirmChannel): Promise<number> {
    return (await channel.checkQueue(this.#names.deadLetterQueue)).messageCount;
  }

  /** Returns unacknowledged letters to the queue. */
  async #giveBack(letters: number, channel: ConfirmChannel): Promise<void> {
    if (letters === 0) return;
    channel.nackAll(true);
    await this.#untilCounted(letters, channel);
  }

  /** Waits until the broker counts returned letters, which it does a moment later. */
  async #untilCounted(letters: number, channel: ConfirmChannel): Promise<void> {
    for (
      let counts = 0;
      counts < MAX_COUNTS && (await this.#countOn(channel)) < letters;
      counts++
    ) {
      await delay(COUNT_INTERVAL_MS);
    }
  }

  /** Gets the oldest dead letters, unacknowledged. */
  async *#upTo(limit: number, channel: ConfirmChannel): AsyncGenerator<GetMessage> {
    for (let i = 0; i < limit; i++) {
      const message = await channel.get(this.#names.deadLetterQueue);
      if (!message) return;
      yield message;
    }
  }

  #onChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    return withTopology(this.#connection, this.#names, work);
  }
}

function deadLetter(message: Message): DeadLetter {
  const { content, properties } = message;
  const headers = properties.headers ?? {};
  return {
    body: content,
    reason: reasonOf(message),
    detail: headers['x-detail'] ?? FOREIGN.detail,
    rejectedAt: headers['x-rejected-at'] ?? FOREIGN.rejectedAt,
    routingKey: headers[ROUTING_KEY_HEADER],
  };
}

/** The reason of a letter; `unknown` if another program put it there. */
export function reasonOf({ properties }: Message): string {
  return properties.headers?.['x-reason'] ?? FOREIGN.reason;
}
