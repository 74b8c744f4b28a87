import { EventEmitter, once } from 'node:events';
import type { ChannelModel, ConfirmChannel, RecoveringChannelModel } from 'amqplib';
import {
  CREDENTIALS_REFUSED,
  describeConnectionError,
  isConnectionError,
} from '../connection-error.ts';
import type { EngineLog } from '../log.ts';
import { Outage } from '../outage.ts';
import { retryDelay } from '../retry.ts';
import { settlesWithin, withTimeout } from '../timeout.ts';
import { EngineUnavailable } from '../unavailable.ts';
import { BrokerAddress } from './address.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;

export interface ConnectionOptions {
  url: string;
  /** Names the connection in RabbitMQ's management and in the log. */
  purpose: string;
  log: EngineLog;
}

/**
 * One connection to RabbitMQ, opened on first use, and again after a loss (amqplib recovers the connection;
 * channels must be opened again). Of several hosts, it tries the next one after a loss and after each
 * failed attempt.
 */
export class BrokerConnection {
  readonly #address: BrokerAddress;
  readonly #purpose: string;
  readonly #log: EngineLog;
  readonly #outage: Outage;
  readonly #events = new EventEmitter().setMaxListeners(0);
  #opening: Promise<RecoveringChannelModel> | undefined;
  /** Undefined if another connection must be opened. */
  #recovering: RecoveringChannelModel | undefined;
  #model: ChannelModel | undefined;
  #absence: string | undefined;
  #blockedBecause: string | undefined;
  #closed = false;

  /** @throws TypeError if the URL is invalid */
  constructor({ url, purpose, log }: ConnectionOptions) {
    this.#address = new BrokerAddress(url);
    this.#purpose = purpose;
    this.#log = log;
    this.#outage = new Outage(log);
  }

  get connected(): boolean {
    return this.#model !== undefined;
  }

  /** The alarm for which the broker accepts no messages at the moment. */
  get blockedBecause(): string | undefined {
    return this.#blockedBecause;
  }

  /** `RabbitMQ at HOST`, for messages. */
  get broker(): string {
    return `RabbitMQ at ${this.#address.hosts}`;
  }

  /**
   * Opens a channel; waits while the broker is unavailable.
   *
   * @throws the signal's reason when it aborts; the errors of opening a channel
   */
  async channelWhenConnected(signal: AbortSignal): Promise<ConfirmChannel> {
    await this.#open();
    while (!this.#model) await once(this.#events, 'change', { signal });
    return openChannel(this.#model);
  }

  /**
   * Opens a channel without waiting for the broker.
   *
   * @throws EngineUnavailable while the broker is unavailable
   */
  async channel(): Promise<ConfirmChannel> {
    await this.#open();
    while (!this.#model) {
      if (this.#absence) throw new EngineUnavailable(this.#absence);
      await once(this.#events, 'change');
    }
    const silent = `${this.broker} does not answer; look at its log and its alarms`;
    return withTimeout(openChannel(this.#model), CONNECT_TIMEOUT_MS, silent);
  }

  /** Translates an error of amqplib to EngineUnavailable; programming errors stay as they are. */
  failure(error: unknown): unknown {
    if (error instanceof EngineUnavailable) return error;
    const isOwnMistake = error instanceof TypeError || error instanceof RangeError;
    if (isOwnMistake && !isConnectionError(error)) return error;
    const message = `${this.broker} can't be used: ${describeBrokerError(error)}`;
    return new EngineUnavailable(message, { cause: error });
  }

  /** Closes the connection with its channels; the next use opens another one. */
  async reset(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#recovering = undefined;
    this.#model = undefined;
    const recovering = await opening;
    if (recovering) await settlesWithin(recovering.close(), CLOSE_TIMEOUT_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#absence = `the connection to ${this.broker} was closed`;
    this.#model = undefined;
    this.#events.emit('change');
    const recovering = await this.#opening;
    if (recovering) await settlesWithin(recovering.close(), CLOSE_TIMEOUT_MS);
  }

  #open(): Promise<RecoveringChannelModel> {
    if (this.#closed) return Promise.reject(new EngineUnavailable(this.#absence));
    this.#opening ??= this.#connect();
    return this.#opening;
  }

  async #connect(): Promise<RecoveringChannelModel> {
    const { connect } = await import('amqplib');
    const recovering = await connect(this.#address.target, {
      ...(this.#address.ca && { ca: this.#address.ca }),
      timeout: CONNECT_TIMEOUT_MS,
      noDelay: true,
      clientProperties: { connection_name: `energy, ${this.#purpose}` },
      recovery: {
        waitForConnect: false,
        calculateDelay: (attempt) => retryDelay(attempt - 1),
      },
    });
    const isCurrent = () => this.#recovering === recovering;
    this.#recovering = recovering;
    recovering.on('connect', (model) => isCurrent() && this.#onConnected(model));
    recovering.on('disconnect', (error) => isCurrent() && this.#onDisconnected('was lost', error));
    recovering.on(
      'connect-failed',
      (error) => isCurrent() && this.#onDisconnected("can't be made", error),
    );
    recovering.on('blocked', (reason) => this.#blocked(reason));
    recovering.on('unblocked', () => this.#unblocked());
    recovering.on('error', () => {}); // 'disconnect' follows
    return recovering;
  }

  #onConnected(model: ChannelModel): void {
    this.#model = model;
    this.#absence = undefined;
    this.#outage.ended(`The connection to ${this.broker} for ${this.#purpose} was restored.`);
    this.#events.emit('change');
  }

  #onDisconnected(what: string, error: Error): void {
    const reason = describeBrokerError(error);
    this.#absence = `the connection to ${this.broker} for ${this.#purpose} ${what}: ${reason}`;
    this.#model = undefined;
    this.#blockedBecause = undefined;
    this.#address.advance();
    const sentence = this.#absence.replace(/^t/, 'T');
    this.#outage.began(`${sentence}. Retrying.`, isRefusal(error) ? 'refused' : undefined);
    this.#events.emit('change');
  }

  #blocked(reason: string): void {
    this.#blockedBecause = reason;
    this.#log.warn(
      `${this.broker} takes no messages for now: ${reason}. Make room for it (memory, disk).`,
    );
  }

  #unblocked(): void {
    this.#blockedBecause = undefined;
    this.#log.info(`${this.broker} takes messages again.`);
  }
}

async function openChannel(model: ChannelModel): Promise<ConfirmChannel> {
  const channel = await model.createConfirmChannel();
  channel.on('error', () => {}); // 'close' follows, and pending calls are rejected
  return channel;
}

/** Closes a channel in any state, within the close timeout. */
export async function closeQuietly(channel: ConfirmChannel): Promise<void> {
  const close = async () => channel.close(); // Throws if the channel is closed already.
  await settlesWithin(close(), CLOSE_TIMEOUT_MS);
}

function describeBrokerError(error: unknown): string {
  const { message = '' } = error as Partial<Error>;
  if (/ACCESS.REFUSED.*login/is.test(message)) {
    return CREDENTIALS_REFUSED;
  }
  if (/ACCESS.REFUSED/.test(message)) return `${message}; check what the user in its URL may do`;
  if (/NOT.ALLOWED/.test(message)) return `${message}; check the virtual host in its URL`;
  return describeConnectionError(error);
}

/** Tests whether the broker refused the connection (credentials, or access to the virtual host). */
function isRefusal(error: Error): boolean {
  return /ACCESS.REFUSED|NOT.ALLOWED/.test(error.message);
}
