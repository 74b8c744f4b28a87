import { type EngineLog, EngineUnavailable, retryDelay, WakeUpSignal } from '@energy/engines';
import type { Reading } from '@energy/measurements';
import type { Time } from './clock.ts';

export interface OutboxOptions {
  /** Publishes readings in order; rejects with EngineUnavailable where it is to be tried again. */
  publish(readings: readonly Reading[]): Promise<void>;
  /** When it aborts, nothing more is taken in, and what is left is tried for a few seconds more. */
  signal: AbortSignal;
  log: EngineLog;
  time: Time;
  /** The most readings that wait. */
  capacity?: number;
  /** The most readings that are published at once. */
  batchSize?: number;
}

/** At a reading every 10 minutes this is two years without a broker, in some 10 MB. */
const DEFAULT_CAPACITY = 100_000;
const DEFAULT_BATCH_SIZE = 2_000;
const LAST_TRIES_MS = 5_000;

/**
 * Readings on their way to the broker, in memory. They are delivered in the order in which they were
 * put in, each at least once, however often the broker goes away in between.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #capacity: number;
  readonly #batchSize: number;
  readonly #end = new AbortController();
  #readings: Reading[] = [];
  #delivered = 0;
  #delivering = false;
  readonly #changed = new WakeUpSignal();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#capacity = options.capacity ?? DEFAULT_CAPACITY;
    this.#batchSize = options.batchSize ?? DEFAULT_BATCH_SIZE;
    options.signal.addEventListener('abort', () => this.#tryForTheLastTime(), { once: true });
  }

  /** The number of readings that the broker has not confirmed yet. */
  get length(): number {
    return this.#readings.length;
  }

  /** The number of readings that the broker has confirmed. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Aborts when delivery has failed for good, with the error. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * Takes a reading in, as soon as there is room for it.
   *
   * @throws the signal's reason when it aborted before, or the error for which delivery failed
   */
  async put(reading: Reading): Promise<void> {
    this.#throwIfClosed();
    while (this.#readings.length >= this.#capacity) {
      await this.#changed.wait();
      this.#throwIfClosed();
    }
    this.#readings.push(reading);
    if (!this.#delivering) void this.#deliver();
  }

  /**
   * Resolves to how many readings could not be delivered: to 0 as soon as all are; to more only
   * some seconds after the signal aborted, or when delivery failed for good.
   */
  async settle(): Promise<number> {
    while (this.#readings.length > 0 && !this.#end.signal.aborted) await this.#changed.wait();
    return this.#readings.length;
  }

  #throwIfClosed(): void {
    this.#options.signal.throwIfAborted();
    this.#end.signal.throwIfAborted();
  }

  async #deliver(): Promise<void> {
    this.#delivering = true;
    try {
      while (this.#readings.length > 0) {
        const batch = this.#readings.slice(0, this.#batchSize);
        await this.#publish(batch);
        this.#readings.splice(0, batch.length);
        this.#delivered += batch.length;
        this.#changed.wake();
      }
    } catch (error) {
      this.#end.abort(error);
      this.#changed.wake();
    } finally {
      this.#delivering = false;
    }
  }

  async #publish(batch: readonly Reading[]): Promise<void> {
    const { publish, signal, log } = this.#options;
    let attempt = 0;
    for (let wasAway = false, inHurry = signal.aborted; ; attempt++) {
      this.#end.signal.throwIfAborted();
      try {
        await publish(batch);
        if (wasAway) log.info('the broker takes readings again');
        return;
      } catch (error) {
        if (!(error instanceof EngineUnavailable)) throw error;
        if (!wasAway) log.warn(`${error.message}; readings wait until the broker accepts them`);
        wasAway = true;
        if (signal.aborted && !inHurry) {
          inHurry = true;
          attempt = 0;
        }
        await this.#rest(retryDelay(attempt));
      }
    }
  }

  /** Waits before the next try; at most until the signal aborts. */
  async #rest(ms: number): Promise<void> {
    const { signal, time } = this.#options;
    const wakeUp = signal.aborted ? this.#end.signal : signal;
    try {
      await time.sleep(ms, wakeUp);
    } catch (error) {
      if (!wakeUp.aborted) throw error;
    }
  }

  async #tryForTheLastTime(): Promise<void> {
    this.#changed.wake();
    if (this.#readings.length === 0) return;
    await this.#rest(LAST_TRIES_MS);
    this.#end.abort(new Error('the time for the last tries is over'));
    this.#changed.wake();
  }
}
