import { settlesWithin } from '@energy/engines';

/** A value is fresh for this time, and for at least {@link REST_FACTOR} times its duration. */
const FRESH_MS = 10_000;
const REST_FACTOR = 20;
/** An older value is not returned without waiting for the next one. */
const STALE_MS = 60_000;
/** The wait for a value where there is none, or a stale one. */
const FIRST_TIMEOUT_MS = 80;

/**
 * Caches a value that can take long to compute, and refreshes it in the background on request, for at most a twentieth
 * of the time.
 */
export class BackgroundCache<T> {
  readonly #compute: () => Promise<T>;
  #latest: T | undefined;
  #computing: Promise<void> | undefined;
  #failure: unknown;
  #endedAt = Number.NEGATIVE_INFINITY;
  #took = 0;

  constructor(compute: () => Promise<T>) {
    this.#compute = compute;
  }

  /**
   * The latest value; `undefined` while the first one takes long.
   *
   * @throws the error of the latest attempt, where there is no value or only a stale one
   */
  async latest(): Promise<T | undefined> {
    const age = performance.now() - this.#endedAt;
    if (age > Math.max(FRESH_MS, REST_FACTOR * this.#took) || this.#failure) this.#begin();
    const isStale = !this.#latest || age > Math.max(STALE_MS, 2 * REST_FACTOR * this.#took);
    if (isStale && this.#computing) await settlesWithin(this.#computing, FIRST_TIMEOUT_MS);
    if (this.#failure && (isStale || !this.#latest)) throw this.#failure;
    return this.#latest;
  }

  /**
   * The value of {@link latest}, after waiting for the first one.
   *
   * @throws as {@link latest} does
   */
  async value(): Promise<T> {
    const latest = await this.latest();
    if (latest) return latest;
    await this.#computing;
    return this.value();
  }

  #begin(): void {
    this.#computing ??= this.#run().finally(() => {
      this.#computing = undefined;
    });
  }

  async #run(): Promise<void> {
    const startedAt = performance.now();
    try {
      this.#latest = await this.#compute();
      this.#failure = undefined;
      this.#endedAt = performance.now();
      this.#took = this.#endedAt - startedAt;
    } catch (error) {
      this.#failure = error;
    }
  }
}
