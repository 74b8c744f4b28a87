export interface WaitOptions {
  /** The longest time to wait, in milliseconds. */
  readonly timeoutMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/**
 * Lets asynchronous code wait for a change: `while (!condition) await wakeUp.wait()`.
 *
 * A `wake` while nobody waits is remembered for the next `wait`, so that none is lost between a check of
 * the condition and the wait. Waits can also end without a change: check the condition again.
 */
export class WakeUpSignal {
  readonly #waiting = new Set<() => void>();
  #isPending = false;

  /** Ends every wait. */
  wake(): void {
    this.#isPending = this.#waiting.size === 0;
    for (const resume of this.#waiting) resume();
  }

  /** Resolves at the next `wake`, after the timeout, or when the signal aborts. */
  async wait({ timeoutMs, signal }: WaitOptions = {}): Promise<void> {
    if (!this.#isPending && !signal?.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const resume = () => resolve();
      const timer = timeoutMs === undefined ? undefined : setTimeout(resume, timeoutMs);
      signal?.addEventListener('abort', resume);
      this.#waiting.add(resume);
      await promise;
      this.#waiting.delete(resume);
      signal?.removeEventListener('abort', resume);
      clearTimeout(timer);
    }
    this.#isPending = false;
  }
}
