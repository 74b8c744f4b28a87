export interface RetryTimerOptions {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** Runs a callback after a delay; the function that it returns cancels it. */
  readonly schedule: (delayMs: number, run: () => void) => () => void;
  /** From 0 to 1. Spreads the retries of many browsers that lost the server at the same moment. */
  readonly random: () => number;
}

/** Schedules retries with exponential backoff and jitter, one at a time. */
export class RetryTimer {
  readonly #options: RetryTimerOptions;
  #failures = 0;
  #cancel: (() => void) | undefined;

  constructor(options: RetryTimerOptions) {
    this.#options = options;
  }

  get isPending(): boolean {
    return this.#cancel !== undefined;
  }

  /** Failures since the last {@link reset}. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure and runs `retry` after the delay that is due; at the maximum delay if asked. */
  schedule(retry: () => void, { atMaxDelay = false } = {}): void {
    const { initialDelayMs, maxDelayMs, schedule, random } = this.#options;
    const longest = Math.min(initialDelayMs * 2 ** this.#failures, maxDelayMs);
    const delay = atMaxDelay ? maxDelayMs : longest * (0.5 + random() / 2);
    this.countFailure();
    this.#cancel = schedule(delay, () => {
      this.#cancel = undefined;
      retry();
    });
  }

  /** Counts a failure that is retried at once. */
  countFailure(): void {
    this.#failures += 1;
  }

  /** Cancels the pending retry; the failures still count. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Starts again at the initial delay. */
  reset(): void {
    this.#failures = 0;
  }
}
