import { randomUUID } from 'node:crypto';
import { delay } from '@energy/engines';
import type { ReadingsRecorded } from '@energy/live-feed';

/** How often it is told. */
const INTERVAL_MS = 5_000;

/** Counts the readings that this projector records, and tells every few seconds how many these were. */
export class Throughput {
  readonly #projectorId = randomUUID();
  readonly #tell: (notice: ReadingsRecorded) => void;
  #readings = 0;

  constructor(tell: (notice: ReadingsRecorded) => void) {
    this.#tell = tell;
  }

  count(readings: number): void {
    this.#readings += readings;
  }

  /** Tells until the signal aborts, also of nothing: so it is known that this projector is there. */
  async run(signal: AbortSignal, intervalMs = INTERVAL_MS): Promise<void> {
    let since = performance.now();
    while (!signal.aborted) {
      await delay(intervalMs, signal);
      const now = performance.now();
      const milliseconds = Math.round(now - since);
      const { type, projectorId } = {
        type: 'ReadingsRecorded',
        projectorId: this.#projectorId,
      } as const;
      this.#tell({ type, projectorId, readings: this.#readings, milliseconds });
      this.#readings = 0;
      since = now;
    }
  }
}
