import { RetryTimer, type RetryTimerOptions } from './retry-timer.ts';

/**
 * - `off`: not wanted;
 * - `connecting`: for the first time;
 * - `connected`: up to date;
 * - `down`: lost or refused, and being retried;
 * - `failed`: given up.
 */
export type ConnectionStatus = 'off' | 'connecting' | 'connected' | 'down' | 'failed';

/** The browser's part, which tests replace. */
export interface ConnectionDependencies extends Pick<RetryTimerOptions, 'schedule' | 'random'> {
  /**
   * Resolves when the person has a valid session, renewing it or asking them to sign in; rejects when the
   * server cannot be reached.
   */
  readonly ensureSession: () => Promise<unknown>;
}

/**
 * Reaction to a lost connection:
 * - `backoff`: retry after a delay that grows with each failure;
 * - `max-delay`: retry after the longest delay;
 * - `immediate`: retry at once, but with backoff if that fails as well;
 * - `give-up`.
 */
export type Recovery = 'backoff' | 'max-delay' | 'immediate' | 'give-up';

/** One attempt to connect. Its methods do nothing once it has ended. */
export interface Attempt {
  /** Aborts when the connection must close. */
  readonly signal: AbortSignal;
  /** True for every attempt that follows a lost one. */
  readonly isRetry: boolean;
  /** The server answered: the next failure starts at the initial delay again. */
  answered(): void;
  connected(): void;
  lost(recovery?: Recovery): void;
}

export interface ReconnectionOptions {
  readonly dependencies: ConnectionDependencies;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** Connects. Must not throw, but call {@link Attempt.lost}. */
  readonly open: (attempt: Attempt) => void;
  readonly onStatus: (status: ConnectionStatus) => void;
}

/** Keeps a connection open, reconnecting with backoff, from {@link start} to {@link stop}. */
export class Reconnection {
  readonly #options: ReconnectionOptions;
  readonly #retry: RetryTimer;
  #status: ConnectionStatus = 'off';
  #attempt: AbortController | undefined;

  constructor(options: ReconnectionOptions) {
    const { dependencies, initialDelayMs, maxDelayMs } = options;
    this.#options = options;
    this.#retry = new RetryTimer({ ...dependencies, initialDelayMs, maxDelayMs });
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** Does nothing unless the connection is off or has failed. */
  start(): void {
    if (this.#status !== 'off' && this.#status !== 'failed') return;
    this.#retry.reset();
    this.#setStatus('connecting');
    this.#open({ isRetry: false });
  }

  stop(): void {
    this.#end();
    this.#setStatus('off');
  }

  /** Ends the delay before the next retry: the network is back, or the person looks again. */
  retryNow(): void {
    if (!this.#retry.isPending) return;
    this.#retry.cancel();
    this.#open({ isRetry: true });
  }

  /** Replaces a connection that may be dead without notice, as after a device slept. */
  reconnect(): void {
    if (this.#status === 'off' || this.#status === 'failed') return;
    this.#end();
    this.#open({ isRetry: true });
  }

  #open({ isRetry }: Pick<Attempt, 'isRetry'>): void {
    const controller = new AbortController();
    this.#attempt = controller;
    const whileCurrent = (run: () => void) => {
      if (this.#attempt === controller) run();
    };
    this.#options.open({
      signal: controller.signal,
      isRetry,
      answered: () => whileCurrent(() => this.#retry.reset()),
      connected: () =>
        whileCurrent(() => {
          this.#retry.reset();
          this.#setStatus('connected');
        }),
      lost: (recovery = 'backoff') => whileCurrent(() => this.#recover(recovery)),
    });
  }

  #recover(recovery: Recovery): void {
    this.#attempt = undefined;
    if (recovery === 'give-up') {
      this.#setStatus('failed');
    } else if (recovery === 'immediate' && this.#retry.failures === 0) {
      this.#retry.countFailure();
      this.#open({ isRetry: true });
    } else {
      const atMaxDelay = recovery === 'max-delay';
      this.#retry.schedule(() => this.#open({ isRetry: true }), { atMaxDelay });
      this.#setStatus('down');
    }
  }

  #end(): void {
    this.#retry.cancel();
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.abort();
  }

  #setStatus(status: ConnectionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}
