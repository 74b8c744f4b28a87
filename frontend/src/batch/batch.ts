import { ApiProblem, isTemporary } from '../api/problem.ts';

export interface BatchLine {
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** The reason of a failure. */
  readonly error?: unknown;
}

/** `stopped`: by a person or by an interruption; `run` resumes it. */
export type BatchStatus = 'ready' | 'running' | 'stopped' | 'finished';

export interface BatchOptions {
  readonly delay: (milliseconds: number) => Promise<void>;
  /** Is called after every change of a line or of the status. */
  readonly onChange: () => void;
}

const CONCURRENCY = 4;
const MAX_ATTEMPTS = 4;
const FIRST_RETRY_DELAY_MS = 500;

/**
 * Runs many idempotent commands, a few at a time. Each line succeeds or fails on its own. Temporary failures
 * are retried with exponential backoff; where they last, or the person does not confirm their password, the
 * batch stops and can be resumed.
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

  /** The error that stopped the batch; undefined where a person stopped it. */
  get interruption(): unknown {
    return this.#interruption;
  }

  /** Runs the waiting lines in order. Resolves when none waits, or the batch was stopped. */
  async run(): Promise<void> {
    if (this.#status === 'running') return;
    this.#isStopping = false;
    this.#interruption = undefined;
    this.#setStatus('running');
    const waiting = this.#lines.keys().filter((index) => this.#lines[index]!.state === 'waiting');
    await Promise.all(Array.from({ length: CONCURRENCY }, () => this.#work(waiting)));
    const isIncomplete = this.#lines.some(({ state }) => state === 'waiting');
    this.#setStatus(isIncomplete ? 'stopped' : 'finished');
  }

  /** Starts no further lines; running ones complete. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Runs the failed lines again. */
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
      this.#setLine(next.value, { state: 'running' });
      this.#setLine(next.value, await this.#runWithRetries(this.#commands[next.value]!));
    }
  }

  async #runWithRetries(command: () => Promise<void>): Promise<BatchLine> {
    for (let attempt = 1; ; attempt++) {
      try {
        await command();
        return { state: 'done' };
      } catch (error) {
        const needsProof = error instanceof ApiProblem && error.kind === 'proof-required';
        if (!isTemporary(error) && !needsProof) return { state: 'failed', error };
        if (attempt === MAX_ATTEMPTS || this.#isStopping || needsProof) {
          this.#interruption ??= error;
          this.#isStopping = true;
          return { state: 'waiting' };
        }
        const retryAfterMs = error instanceof ApiProblem ? (error.retryAfterMs ?? 0) : 0;
        const backoffMs = FIRST_RETRY_DELAY_MS * 2 ** (attempt - 1);
        await this.#options.delay(Math.max(retryAfterMs, backoffMs));
      }
    }
  }

  #setLine(index: number, line: BatchLine): void {
    this.#lines[index] = line;
    this.#options.onChange();
  }

  #setStatus(status: BatchStatus): void {
    this.#status = status;
    this.#options.onChange();
  }
}
