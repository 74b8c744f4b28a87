import type { Terminal } from '../terminal.ts';

const FIRST_LINE_MS = 1_000;
const INTERVAL_MS = 5_000;

/** Shows the progress of a long task, at most every {@link INTERVAL_MS}. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #started = performance.now();
  #nextAt = this.#started + FIRST_LINE_MS;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(line: string): void {
    if (performance.now() < this.#nextAt) return;
    this.#nextAt = performance.now() + INTERVAL_MS;
    this.#terminal.info(line);
  }

  /** The rate so far, per second. */
  rateOf(count: number): number {
    return Math.round((count / (performance.now() - this.#started)) * 1_000);
  }

  /** The time since the start, such as "1.5 s". */
  get took(): string {
    return `${((performance.now() - this.#started) / 1_000).toFixed(1)} s`;
  }
}
