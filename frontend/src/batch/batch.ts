import { ApiProblem, isTemporary } from '../api/problem.ts';

/** What has become of one line of a batch. */
export interface BatchLine {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** Why it failed. */
  readonly error?: unknown;
}

/** `stopped`: by a person, or because the platform can’t be reached; it can be run on. */
export type BatchStatus = 'ready' | 'running' | 'stopped' | 'finished';

export interface BatchOptions {
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Is called after every change of a line or of the status. */
  readonly onChange: () => void;
}

const AT_ONCE = 4;
const TRIES = 4;
const FIRST_PAUSE_MS = 500;

/**
 * Many commands, a few at a time. Each line succeeds or fails for itself; what passes by itself (an
 * engine that is away) is tried again, and where it doesn’t pass, the batch stops and loses nothing. It
 * stops as well where the person did not give their password again.
 * So a command has to be one that may be sent twice.
 */
export class Batch {
  readonly #commands: readonly (() => Promise<void>)[];
  readonly #options: BatchOptions;
  readonly #lines: BatchLine[];
  #status: BatchStatus = 'ready';
  #interruption: unknown;
  #isStopping = false;

  constructor(commands: readonly (() => Promise<void>)[], options: BatchOptions) {
    this.#commands = commands;
    this.#options = options;
    this.#lines = commands.map(() => ({ state: 'waiting' }));
  }

  get lines(): readonly BatchLine[] {
    return this.#lines;
  }

  get status(): BatchStatus {
    return this.#status;
  }

  /** Why the batch stopped, where no person stopped it. */
  get interruption(): unknown {
    return this.#interruption;
  }

  /** Runs the lines that wait, in their order; resolves when none does, or it was stopped. */
  async run(): Promise<void> {
    if (this.#status === 'running') return;
    this.#isStopping = false;
    this.#interruption = undefined;
    this.#become('running');
    const waiting = this.#lines.keys().filter((index) => this.#lines[index]!.state === 'waiting');
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work(waiting)));
    const isLeft = this.#lines.some(({ state }) => state === 'waiting');
    this.#become(isLeft ? 'stopped' : 'finished');
  }

  /** Begins no more lines; those that have begun come to their end. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Runs the lines that failed once more. */
  retry(): Promise<void> {
    if (this.#status === 'running') return Promise.resolve();
    for (const [index, { state }] of this.#lines.entries()) {
      if (state === 'failed') this.#lines[index] = { state: 'waiting' };
    }
    return this.run();
  }

  async #work(waiting: Iterator<number>): Promise<void> {
    for (;;) {
      if (this.#isStopping) return;
      const next = waiting.next();
      if (next.done) return;
      this.#settle(next.value, { state: 'running' });
      this.#settle(next.value, await this.#done(this.#commands[next.value]!));
    }
  }

  async #done(command: () => Promise<void>): Promise<BatchLine> {
    for (let attempt = 1; ; attempt++) {
      try {
        await command();
        return { state: 'done' };
      } catch (error) {
        const isRefusedForNow = error instanceof ApiProblem && error.kind === 'proof-required';
        if (!isTemporary(error) && !isRefusedForNow) return { state: 'failed', error };
        if (attempt === TRIES || this.#isStopping || isRefusedForNow) {
          this.#interruption ??= error;
          this.#isStopping = true;
          return { state: 'waiting' };
        }
        const asked = error instanceof ApiProblem ? (error.retryAfterMs ?? 0) : 0;
        await this.#options.pause(Math.max(asked, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
      }
    }
  }

  #settle(index: number, line: BatchLine): void {
    this.#lines[index] = line;
    this.#options.onChange();
  }

  #become(status: BatchStatus): void {
    this.#status = status;
    this.#options.onChange();
  }
}
