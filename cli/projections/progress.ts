import type { Terminal } from '../terminal.ts';

const FIRST_LINE_MS = 1_000;
const INTERVAL_MS = 5_000;

/** Says how far something long has come, but not too often. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #started = performance.now();
  #nextAt = this.#started + FIRST_LINE_MS;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Says a line, unless one was said a moment ago. */
  say(line: string): void {
    if (performance.now() < this.#nextAt) return;
    this.#nextAt = performance.now() + INTERVAL_MS;
    this.#terminal.info(line);
  }

  /** How many a second that many are so far. */
  rateOf(count: number): number {
    return Math.round((count / (performance.now() - this.#started)) * 1_000);
  }

  /** How long it has taken, in words. */
  get took(): string {
    return `${((performance.now() - this.#started) / 1_000).toFixed(1)} s`;
  }
}
