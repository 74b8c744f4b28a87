import { type Trouble, troubleOf } from './calls.ts';

/**
 * How a stream is:
 * - `off`;
 * - `connecting`: for the first time, which is no cause to worry anybody;
 * - `caught-up`: what is shown is as it is;
 * - `down`: it was lost or could not be had, and is tried again;
 * - `failed`: it can't be had, and is not tried again.
 */
export type FollowingStatus = 'off' | 'connecting' | 'caught-up' | 'down' | 'failed';

/** What of the browser it needs, and what differs in tests. */
export interface Surroundings {
  /** Runs something after so many milliseconds, unless what it gives back is called before. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
  /** Resolves when somebody is signed in for sure; rejects where that can't be found out. */
  readonly signedIn: () => Promise<unknown>;
  /** From 0 to 1: keeps thousands of browsers from coming back at the same moment. */
  readonly random: () => number;
}

export interface FollowingOptions<Response> {
  readonly surroundings: Surroundings;
  /** Begins a stream where the last one has come to. */
  readonly open: (signal: AbortSignal) => AsyncIterable<Response>;
  readonly onResponse: (response: Response) => void;
  readonly onStatus: (status: FollowingStatus) => void;
  /** What has been followed is not what it was: it is to be forgotten. */
  readonly onBeyondEnd?: () => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** Follows a stream of responses, which is begun again whenever it ends, waiting longer each time. */
export class Following<
  Response extends { readonly update?: { readonly $case: string } | undefined },
> {
  readonly #options: FollowingOptions<Response>;
  #status: FollowingStatus = 'off';
  #failures = 0;
  #current: AbortController | undefined;
  #cancelPause: (() => void) | undefined;
  /** Why it has failed for good. */
  trouble: Trouble | undefined;

  constructor(options: FollowingOptions<Response>) {
    this.#options = options;
  }

  get status(): FollowingStatus {
    return this.#status;
  }

  /** Begins, and goes on until {@link stop}. */
  start(): void {
    if (this.#current || this.#cancelPause) return;
    this.trouble = undefined;
    if (this.#status !== 'down') this.#setStatus('connecting');
    void this.#follow();
  }

  stop(): void {
    this.#halt();
    this.#setStatus('off');
  }

  /** Tries at once instead of waiting on: the network is back, or somebody looks again. */
  hurry(): void {
    if (!this.#cancelPause) return;
    this.#halt();
    void this.#follow();
  }

  /** Begins anew what may have been lost without a word, as connections are while a device sleeps. */
  renew(): void {
    if (this.#status === 'off' || this.#status === 'failed') return;
    this.#halt();
    void this.#follow();
  }

  #halt(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#current?.abort();
    this.#current = undefined;
  }

  async #follow(): Promise<void> {
    const { open, onResponse } = this.#options;
    const current = new AbortController();
    const { signal } = current;
    this.#current = current;
    try {
      for await (const response of open(signal)) {
        if (signal.aborted) return;
        this.#failures = 0;
        onResponse(response);
        if (response.update?.$case === 'caughtUp') this.#setStatus('caught-up');
      }
      if (!signal.aborted) this.#pause();
    } catch (error) {
      if (!signal.aborted) await this.#failed(troubleOf(error), signal);
    }
  }

  async #failed(trouble: Trouble, signal: AbortSignal): Promise<void> {
    const isFirst = this.#failures === 0;
    if (trouble === 'beyond-end') this.#options.onBeyondEnd?.();
    else if (trouble === 'session') {
      await this.#options.surroundings.signedIn().catch(() => undefined);
      if (signal.aborted) return;
    } else if (trouble !== 'passing') {
      this.#halt();
      this.trouble = trouble;
      this.#setStatus('failed');
      return;
    }
    if (trouble === 'passing' || !isFirst) return this.#pause();
    this.#failures += 1;
    await this.#follow();
  }

  #pause(): void {
    this.#current = undefined;
    this.#setStatus('down');
    const { after, random } = this.#options.surroundings;
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#cancelPause = after(longest * (0.5 + random() / 2), () => {
      this.#cancelPause = undefined;
      void this.#follow();
    });
  }

  #setStatus(status: FollowingStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}
