import type { Channel, ConfirmChannel, Message } from 'amqplib';
import { EngineUnavailable } from '../unavailable.ts';
import { type BrokerConnection, closeQuietly } from './connection.ts';

/** Maximum number of unconfirmed messages; more wait in the caller's array. */
const WINDOW = 4_000;
const CONFIRM_TIMEOUT_MS = 10_000;

export interface OutgoingMessage {
  /** The empty name is the exchange that takes a queue's name as routing key. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Uint8Array;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PublisherOptions {
  readonly connection: BrokerConnection;
  /** Creates missing exchanges and queues; called on every new channel. */
  readonly declare: (channel: Channel) => Promise<void>;
  /** `persistent` messages survive a restart of the broker; an unroutable `mandatory` message is a failure. */
  readonly delivery: { readonly persistent: boolean; readonly mandatory: boolean };
  /** Maximum wait for the confirms of the broker, in milliseconds. */
  readonly confirmTimeoutMs?: number | undefined;
}

interface Dispatch {
  fail(message: string): void;
}

/** Publishes messages on a confirm channel, which it replaces after every failure. */
export class ConfirmedPublisher {
  readonly #connection: BrokerConnection;
  readonly #options: PublisherOptions;
  readonly #confirmTimeoutMs: number;
  readonly #pending = new Set<Dispatch>();
  #channel: Promise<ConfirmChannel> | undefined;

  constructor(options: PublisherOptions) {
    this.#connection = options.connection;
    this.#options = options;
    this.#confirmTimeoutMs = options.confirmTimeoutMs ?? CONFIRM_TIMEOUT_MS;
  }

  /**
   * Resolves when the broker has confirmed every message.
   *
   * @throws EngineUnavailable if it is unavailable, accepts no messages, refused or returned one, or did
   *   not confirm in time
   */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return;
    this.#refuseWhileBlocked();
    this.#channel ??= this.#open();
    const opening = this.#channel;
    try {
      await this.#dispatch(await opening, messages);
    } catch (error) {
      if (this.#channel === opening) this.#channel = undefined;
      opening.then(closeQuietly, () => {});
      throw this.#connection.failure(error);
    }
  }

  async #open(): Promise<ConfirmChannel> {
    const channel = await this.#connection.channel();
    try {
      await this.#options.declare(channel);
    } catch (error) {
      closeQuietly(channel);
      throw error;
    }
    channel.on('return', (message: Message) => this.#failAll(returned(message)));
    return channel;
  }

  /** A return does not identify its call: all pending calls fail. */
  #failAll(message: string): void {
    for (const dispatch of this.#pending) dispatch.fail(message);
  }

  #dispatch(channel: ConfirmChannel, messages: readonly OutgoingMessage[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const dispatch: Dispatch = { fail: (message) => reject(new EngineUnavailable(message)) };
    const timeout = setTimeout(() => dispatch.fail(this.#notConfirmed()), this.#confirmTimeoutMs);
    let sent = 0;
    let confirmed = 0;
    const sendMore = () => {
      while (sent < messages.length && sent - confirmed < WINDOW) {
        this.#publish(channel, messages[sent++]!, onConfirm);
      }
    };
    const onConfirm = (error: Error | null) => {
      if (error) return reject(error);
      confirmed++;
      timeout.refresh();
      if (confirmed === messages.length) return resolve();
      try {
        sendMore();
      } catch (closed) {
        reject(closed);
      }
    };
    this.#pending.add(dispatch);
    try {
      sendMore();
    } catch (closed) {
      reject(closed);
    }
    return promise.finally(() => {
      clearTimeout(timeout);
      this.#pending.delete(dispatch);
    });
  }

  #publish(
    channel: ConfirmChannel,
    { exchange, routingKey, body, contentType, headers }: OutgoingMessage,
    onConfirm: (error: Error | null) => void,
  ): void {
    const content = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const options = { ...this.#options.delivery, contentType, headers };
    channel.publish(exchange, routingKey, content, options as object, onConfirm);
  }

  #refuseWhileBlocked(): void {
    if (this.#connection.blockedBecause) throw new EngineUnavailable(this.#notConfirmed());
  }

  #notConfirmed(): string {
    const { broker, blockedBecause } = this.#connection;
    return blockedBecause
      ? `${broker} takes no messages for now: ${blockedBecause}; make room for it (memory, disk)`
      : `${broker} did not confirm messages in time; look at its log and its load`;
  }
}

function returned({ fields }: Message): string {
  const { exchange, routingKey } = fields;
  return `no queue takes messages for "${routingKey}" from exchange "${exchange}"; was one deleted?`;
}
