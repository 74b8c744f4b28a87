import type { ServerMiddleware } from 'nice-grpc';
import type { CallerContext } from './caller.ts';
import { tooMany } from './failures.ts';

/** How much of something a user may do: so much a second, and so much at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

const SWEEP_EVERY = 1_000;

/** Counts what each user does, by a bucket for each that fills up again by itself. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();
  #takenSinceSweep = 0;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes one for a user; where none is left, says in how many milliseconds there will be one. */
  take(userId: string, now: number = performance.now()): number | undefined {
    if (++this.#takenSinceSweep >= SWEEP_EVERY) this.#sweep(now);
    const bucket = this.#filled(userId, now);
    if (bucket.left < 1) return ((1 - bucket.left) / this.#rate.perSecond) * 1_000;
    bucket.left -= 1;
    return undefined;
  }

  #filled(userId: string, now: number): Bucket {
    const { perSecond, burst } = this.#rate;
    const bucket = this.#buckets.get(userId) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    this.#buckets.set(userId, bucket);
    return bucket;
  }

  /** Full buckets are forgotten. */
  #sweep(now: number): void {
    this.#takenSinceSweep = 0;
    for (const userId of this.#buckets.keys()) {
      if (this.#filled(userId, now).left >= this.#rate.burst) this.#buckets.delete(userId);
    }
  }
}

/** Refuses what a user calls too often. */
export function limited(rate: Rate): ServerMiddleware<object, CallerContext> {
  const calls = new RateLimit(rate);
  return async function* inMeasure(call, context) {
    const retryInMs = calls.take(context.caller.userId);
    if (retryInMs !== undefined) throw tooMany('TOO_MANY_CALLS', retryInMs);
    return yield* call.next(call.request, context);
  };
}
