import { delay, EngineUnavailable } from '@energy/engines';
import type {
  BrokerConnection,
  ConfirmedPublisher,
  OutgoingMessage,
} from '@energy/engines/rabbitmq';
import type { ConfirmChannel, GetMessage, Message } from 'amqplib';
import type { DeadLetter, DeadLetters, RejectedMessage } from '../measurement-queue.ts';
import { Deliveries } from './deliveries.ts';
import { onOwnChannel } from './own-channel.ts';
import { Subscription } from './subscription.ts';
import { type Names, ROUTING_KEY_HEADER } from './topology.ts';

const CHUNK = 1_000;
/** How long a chunk waits for being full, and the queue for a message at all: others may empty it. */
const LINGER_MS = 100;
const SILENCE_MS = 2_000;
const RETURN_LOOKS = 50;
const RETURN_LOOK_MS = 20;
/** What a message has that somebody else put into the dead-letter queue. */
const UNTOLD = { reason: 'unknown', detail: '', rejectedAt: new Date(0).toISOString() };

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

  /** Puts messages aside; resolves when the broker has confirmed that they are stored. */
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
   * Takes every letter that lies here now in its turn: those of the reason (or all) leave the queue
   * once what `replacing` makes of them is stored, the others go to its end. So a million of them pass
   * through a few thousand's room; being cut off leaves some of the others there twice.
   *
   * @returns how many were of the reason
   */
  async #sift(
    reason: string | undefined,
    replacing: (letters: readonly Message[]) => OutgoingMessage[],
  ): Promise<number> {
    let chosen = 0;
    let kept = 0;
    await this.#onChannel(async (channel) => {
      let left = await this.#countOn(channel);
      const queue = this.#names.deadLetterQueue;
      const subscription = await Subscription.open(channel, queue, 2 * CHUNK);
      const deliveries = new Deliveries();
      deliveries.add(subscription);
      while (left > 0) {
        const batchSize = Math.min(CHUNK, left);
        const signal = AbortSignal.timeout(SILENCE_MS);
        const delivered = await deliveries.next(
          { batchSize, lingerMs: LINGER_MS, signal },
          () => subscription.isEnded,
        );
        if (!delivered) break;
        const messages = delivered.flatMap((each) => each.messages);
        const isChosen = (message: Message) =>
          reason === undefined || deadLetter(message).reason === reason;
        const [leaving, staying] = [
          messages.filter(isChosen),
          messages.filter((m) => !isChosen(m)),
        ];
        await this.#publisher.send([...replacing(leaving), ...staying.map((m) => this.#again(m))]);
        subscription.acknowledge(messages.at(-1)!);
        left -= messages.length;
        chosen += leaving.length;
        kept += staying.length;
      }
      if (subscription.lostBecause) throw new EngineUnavailable(subscription.lostBecause);
    });
    await this.#onChannel((channel) => this.#untilCounted(kept, channel));
    return chosen;
  }

  #again({ content, properties }: Message): OutgoingMessage {
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

  /** Returns what was looked at and not acknowledged. */
  async #giveBack(looked: number, channel: ConfirmChannel): Promise<void> {
    if (looked === 0) return;
    channel.nackAll(true);
    await this.#untilCounted(looked, channel);
  }

  /** What was given back is counted a moment later. */
  async #untilCounted(letters: number, channel: ConfirmChannel): Promise<void> {
    for (let look = 0; look < RETURN_LOOKS && (await this.#countOn(channel)) < letters; look++) {
      await delay(RETURN_LOOK_MS);
    }
  }

  /** The oldest dead letters, as many as asked for, in the hands of this channel. */
  async *#upTo(limit: number, channel: ConfirmChannel): AsyncGenerator<GetMessage> {
    for (let i = 0; i < limit; i++) {
      const message = await channel.get(this.#names.deadLetterQueue);
      if (!message) return;
      yield message;
    }
  }

  #onChannel<T>(work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
    return onOwnChannel(this.#connection, this.#names, work);
  }
}

function deadLetter(message: Message): DeadLetter {
  const { content, properties } = message;
  const headers = properties.headers ?? {};
  return {
    body: content,
    reason: reasonOf(message),
    detail: headers['x-detail'] ?? UNTOLD.detail,
    rejectedAt: headers['x-rejected-at'] ?? UNTOLD.rejectedAt,
    routingKey: headers[ROUTING_KEY_HEADER],
  };
}

/** Why a letter was put aside; `unknown` where somebody else put it there. */
export function reasonOf({ properties }: Message): string {
  return properties.headers?.['x-reason'] ?? UNTOLD.reason;
}
