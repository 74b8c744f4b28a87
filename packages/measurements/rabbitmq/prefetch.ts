/** Three of the largest batches. */
const MAX_WAITING_BYTES = 192 * 1024 * 1024;
const WIDENING = 4;

/**
 * How many messages the broker delivers ahead of their acknowledgement. The broker counts messages and not their bytes:
 * the number follows the size of the messages, so that large arrays of readings fit into memory.
 */
export class Prefetch {
  /** The most bytes of messages that wait in memory. */
  readonly maxBytes: number;
  readonly #max: number;
  #messages: number;

  constructor(max: number, maxBytes = MAX_WAITING_BYTES) {
    this.#max = max;
    this.maxBytes = maxBytes;
    this.#messages = max;
  }

  get messages(): number {
    return this.#messages;
  }

  /** So many messages waited with too many bytes: fewer are delivered the next time. */
  narrow(waiting: number): void {
    this.#messages = Math.max(1, Math.floor(Math.min(waiting, this.#messages) / 2));
  }

  /**
   * Delivers more messages the next time, if far more of this mean size fit into memory.
   *
   * @returns whether it has changed
   */
  widen(meanBytes: number): boolean {
    const wider = Math.min(this.#max, this.#messages * WIDENING);
    if (wider === this.#messages || wider * meanBytes > this.maxBytes / WIDENING) return false;
    this.#messages = wider;
    return true;
  }
}
