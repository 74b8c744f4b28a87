import { settlesWithin } from '@energy/engines';
import type { Census } from './census.ts';

/** How long it may be told again; at the least so many times as long as it took. */
const FRESH_MS = 10_000;
const REST = 20;
/** One that is older than this is not told where there can soon be another. */
const STALE_MS = 60_000;
/** Whoever asks first waits so long for it. */
const FIRST_TIMEOUT_MS = 80;

/**
 * Takes a census in the background, while somebody asks for it: never for more than a twentieth of the
 * time, however many devices there are.
 */
export class CensusTaker {
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
   * The latest census; `undefined` while the first is being taken and takes long.
   *
   * @throws what went wrong in the latest try, where there is no census that is not stale
   */
  async latest(): Promise<Census | undefined> {
    const age = performance.now() - this.#endedAt;
    if (age > Math.max(FRESH_MS, REST * this.#took) || this.#failure) this.#begin();
    const isStale = !this.#latest || age > Math.max(STALE_MS, 2 * REST * this.#took);
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
