import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import type { DeadLetter, DeadLetters, RejectedMessage } from '../measurement-queue.ts';
import type { BrokerConnection } from './connection.ts';
import { onOwnChannel } from './own-channel.ts';
import type { ConfirmedPublisher } from './publisher.ts';
import type { Names } from './topology.ts';

const REPLAY_CHUNK = 500;
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
      rejected.map(({ body, reason, detail }) => ({
        exchange: '',
        routingKey: this.#names.deadLetterQueue,
        body,
        headers: { 'x-reason': reason, 'x-detail': detail, 'x-rejected-at': rejectedAt },
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
    return this.#onChannel(async (channel) => {
      let replayed = 0;
      let kept = 0;
      let chunk: GetMessage[] = [];
      const moveChunk = async () => {
        await this.#publisher.send(
          chunk.map(({ content }) => ({
            exchange: '',
            routingKey: this.#names.queue,
            body: content,
            contentType: 'application/json',
          })),
        );
        for (const message of chunk) channel.ack(message);
        replayed += chunk.length;
        chunk = [];
      };
      for await (const message of this.#upTo(await this.#countOn(channel), channel)) {
        if (reason === undefined || deadLetter(message).reason === reason) chunk.push(message);
        else kept++;
        if (chunk.length === REPLAY_CHUNK) await moveChunk();
      }
      await moveChunk();
      await this.#giveBack(kept, channel);
      return replayed;
    });
  }

  purge(reason?: string): Promise<number> {
    return this.#onChannel(async (channel) => {
      if (reason === undefined) {
        return (await channel.purgeQueue(this.#names.deadLetterQueue)).messageCount;
      }
      let purged = 0;
      let kept = 0;
      for await (const message of this.#upTo(await this.#countOn(channel), channel)) {
        if (deadLetter(message).reason === reason) {
          channel.ack(message);
          purged++;
        } else kept++;
      }
      await this.#giveBack(kept, channel);
      return purged;
    });
  }

  async #countOn(channel: ConfirmChannel): Promise<number> {
    return (await channel.checkQueue(this.#names.deadLetterQueue)).messageCount;
  }

  /** Returns what was looked at and not acknowledged, and waits until it is there to be counted. */
  async #giveBack(kept: number, channel: ConfirmChannel): Promise<void> {
    if (kept === 0) return;
    channel.nackAll(true);
    for (let look = 0; look < RETURN_LOOKS && (await this.#countOn(channel)) < kept; look++) {
      await sleep(RETURN_LOOK_MS);
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

function deadLetter({ content, properties }: GetMessage): DeadLetter {
  const headers = properties.headers ?? {};
  return {
    body: content,
    reason: headers['x-reason'] ?? UNTOLD.reason,
    detail: headers['x-detail'] ?? UNTOLD.detail,
    rejectedAt: headers['x-rejected-at'] ?? UNTOLD.rejectedAt,
  };
}
