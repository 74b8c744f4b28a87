import { randomUUID } from 'node:crypto';
import { delay } from '@energy/engines';
import type { ReadingsRecorded } from '@energy/live-feed';

const INTERVAL_MS = 5_000;

/** Counts the readings that this projector records and publishes the number every few seconds. */
export class Throughput {
  readonly #projectorId = randomUUID();
  readonly #publish: (notice: ReadingsRecorded) => void;
  #readings = 0;

  constructor(publish: (notice: ReadingsRecorded) => void) {
    this.#publish = publish;
  }

  count(readings: number): void {
    this.#readings += readings;
  }

  /** Publishes until the signal aborts, also zero: the notice shows that this projector is alive. */
  async run(signal: AbortSignal, intervalMs = INTERVAL_MS): Promise<void> {
    let since = performance.now();
    while (!signal.aborted) {
      await delay(intervalMs, signal);
      const now = performance.now();
      this.#publish({
        type: 'ReadingsRecorded',
        projectorId: this.#projectorId,
        readings: this.#readings,
        milliseconds: Math.round(now - since),
      });
      this.#readings = 0;
      since = now;
    }
  }
}
