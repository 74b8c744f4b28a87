import type { ReadingsRecorded } from '@energy/live-feed';

/** Whoever has not said anything for so long is gone: three times what projectors take to say something. */
const SILENT_AFTER_MS = 15_000;

/** What the projectors record together. */
export interface TotalThroughput {
  readonly readingsPerSecond: number;
  readonly projectors: number;
}

/** Adds up what each projector says that it records. */
export class Throughput {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #heard = new Map<string, { readonly perSecond: number; readonly at: number }>();

  /** @param now milliseconds, of a clock that is never set */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#startedAt = now();
  }

  hear({ projectorId, readings, milliseconds }: ReadingsRecorded): void {
    const perSecond = (readings * 1_000) / Math.max(1, milliseconds);
    this.#heard.set(projectorId, { perSecond, at: this.#now() });
  }

  /** `undefined` until every projector that is there must have said something. */
  total(): TotalThroughput | undefined {
    const now = this.#now();
    for (const [projectorId, { at }] of this.#heard) {
      if (now - at > SILENT_AFTER_MS) this.#heard.delete(projectorId);
    }
    const projectors = this.#heard.size;
    if (projectors === 0 && now - this.#startedAt < SILENT_AFTER_MS) return undefined;
    const readingsPerSecond = [...this.#heard.values()].reduce(
      (sum, each) => sum + each.perSecond,
      0,
    );
    return { readingsPerSecond, projectors };
  }
}
