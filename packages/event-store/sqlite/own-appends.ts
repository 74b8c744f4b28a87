/** What one handle has appended itself: its subscriptions look for that at once. */
export class OwnAppends {
  readonly #waiting = new Set<() => void>();
  #count = 0;

  /** How many there have been. */
  get count(): number {
    return this.#count;
  }

  /** There was one more. */
  tell(): void {
    this.#count++;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves once there are more than `count`, after `ms` milliseconds, or when the signal aborts. */
  moreThan(count: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#count > count || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }
}
