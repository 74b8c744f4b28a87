import type { ReadingsRecorded } from '@energy/live-feed';

/** A projector without a report for this time has stopped: three times their interval. */
const STOPPED_AFTER_MS = 15_000;

export interface TotalThroughput {
  readonly readingsPerSecond: number;
  readonly projectors: number;
}

/** Adds up the last reported rate of each projector. */
export class Throughput {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #reports = new Map<string, { readonly perSecond: number; readonly at: number }>();

  /** @param now milliseconds of a monotonic clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#startedAt = now();
  }

  record({ projectorId, readings, milliseconds }: ReadingsRecorded): void {
    const perSecond = (readings * 1_000) / Math.max(1, milliseconds);
    this.#reports.set(projectorId, { perSecond, at: this.#now() });
  }

  /** `undefined` until every running projector must have reported. */
  total(): TotalThroughput | undefined {
    const now = this.#now();
    for (const [projectorId, { at }] of this.#reports) {
      if (now - at > STOPPED_AFTER_MS) this.#reports.delete(projectorId);
    }
    const projectors = this.#reports.size;
    if (projectors === 0 && now - this.#startedAt < STOPPED_AFTER_MS) return undefined;
    const readingsPerSecond = [...this.#reports.values()].reduce(
      (sum, each) => sum + each.perSecond,
      0,
    );
    return { readingsPerSecond, projectors };
  }
}
