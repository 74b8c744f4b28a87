import { settlesWithin } from '@energy/engines';
import type { Census } from './census.ts';

/** A census is fresh for this time, and for at least {@link REST_FACTOR} times its duration. */
const FRESH_MS = 10_000;
const REST_FACTOR = 20;
/** An older census is not returned without waiting for the next one. */
const STALE_MS = 60_000;
/** The wait for a census where there is none, or a stale one. */
const FIRST_TIMEOUT_MS = 80;

/**
 * Caches a census and refreshes it in the background on request, for at most a twentieth of the time, however
 * many devices there are.
 */
export class CensusCache {
  readonly #take: () => Promise<Census>;
  #latest: Census | undefined;
  #taking: Promise<void> | undefined;
  #failure: unknown;
  #endedAt = Number.NEGATIVE_INFINITY;
  #took = 0;

  constructor(take: () => Promise<Census>) {
    this.#take = take;
  }

  /**
   * The latest census; `undefined` while the first one takes long.
   *
   * @throws the error of the latest attempt, where there is no census or only a stale one
   */
  async latest(): Promise<Census | undefined> {
    const age = performance.now() - this.#endedAt;
    if (age > Math.max(FRESH_MS, REST_FACTOR * this.#took) || this.#failure) this.#begin();
    const isStale = !this.#latest || age > Math.max(STALE_MS, 2 * REST_FACTOR * this.#took);
    if (isStale && this.#taking) await settlesWithin(this.#taking, FIRST_TIMEOUT_MS);
    if (this.#failure && (isStale || !this.#latest)) throw this.#failure;
    return this.#latest;
  }

  #begin(): void {
    this.#taking ??= this.#run().finally(() => {
      this.#taking = undefined;
    });
  }

  async #run(): Promise<void> {
    const startedAt = performance.now();
    try {
      this.#latest = await this.#take();
      this.#failure = undefined;
      this.#endedAt = performance.now();
      this.#took = this.#endedAt - startedAt;
    } catch (error) {
      this.#failure = error;
    }
  }
}
