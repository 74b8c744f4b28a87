import { delay, type EngineLog, EngineUnavailable } from '@energy/engines';
import { type BrokerConnection, closeQuietly } from '@energy/engines/rabbitmq';
import { lockQueue, type Names } from './topology.ts';

const RESOURCE_LOCKED = 405;
const POLL_INTERVAL_MS = 500;

export interface ConsumerLockOptions {
  readonly connection: BrokerConnection;
  readonly names: Names;
  readonly log: EngineLog;
}

/**
 * The right to consume the measurement queue: an exclusive queue, which the broker gives to one connection and
 * takes back with it. One consumer at a time keeps the messages in order.
 */
export class ConsumerLock {
  readonly #options: ConsumerLockOptions;
  #isStandby = false;

  constructor(options: ConsumerLockOptions) {
    this.#options = options;
  }

  /**
   * Waits for the lock, and until nothing that was delivered to another consumer can come back.
   *
   * @throws EngineUnavailable when the signal aborts, and when the broker is lost
   */
  async acquire(signal: AbortSignal): Promise<void> {
    const { log, names } = this.#options;
    while (!(await this.#tryToAcquire(signal))) {
      if (!this.#isStandby) {
        log.info(`Another projector consumes the queue "${names.queue}"; this one stands by.`);
      }
      this.#isStandby = true;
      await delay(POLL_INTERVAL_MS, signal);
      if (signal.aborted) throw new EngineUnavailable('the queue is no longer consumed');
    }
    if (this.#isStandby) log.info(`This projector consumes the queue "${names.queue}" now.`);
    this.#isStandby = false;
  }

  /** Lets another connection acquire it. */
  async release(): Promise<void> {
    if (!this.#options.connection.connected) return;
    const channel = await this.#options.connection.channel().catch(() => undefined);
    if (!channel) return;
    await channel.deleteQueue(lockQueue(this.#options.names)).catch(() => undefined);
    await closeQuietly(channel);
  }

  async #tryToAcquire(signal: AbortSignal): Promise<boolean> {
    const { connection, names } = this.#options;
    const channel = await connection.channelWhenConnected(signal);
    // The messages of a consumer have gone back to the queue once it is no longer counted.
    const isConsumed = async () => (await channel.checkQueue(names.queue)).consumerCount > 0;
    try {
      if (await isConsumed()) return false;
      await channel.assertQueue(lockQueue(names), { exclusive: true, durable: false });
      return !(await isConsumed());
    } catch (error) {
      if ((error as { code?: number }).code === RESOURCE_LOCKED) return false;
      throw error;
    } finally {
      await closeQuietly(channel);
    }
  }
}
