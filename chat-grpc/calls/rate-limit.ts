import { lruCache } from '@energy/engines';
import type { ServerMiddleware } from 'nice-grpc';
import type { CallerContext } from './caller.ts';
import { tooMany } from './failures.ts';

/** A sustained rate, and the burst that is allowed after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  /** The time of the last refill, as `performance.now()`. */
  refilledAt: number;
}

/** Beyond it, the least recently used bucket is dropped: its next use starts with a full one. */
const MAX_BUCKETS = 50_000;

/** Token buckets, one for each key. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #buckets = lruCache<string, Bucket>(MAX_BUCKETS);

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes a token. Where none is left, returns the milliseconds until there is one. */
  take(key: string, now: number = performance.now()): number | undefined {
    const { perSecond, burst } = this.#rate;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, refilledAt: now };
    const refill = ((now - bucket.refilledAt) / 1_000) * perSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + refill);
    bucket.refilledAt = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return ((1 - bucket.tokens) / perSecond) * 1_000;
    bucket.tokens -= 1;
    return undefined;
  }
}

/** Limits the calls of each user. */
export function rateLimit(rate: Rate): ServerMiddleware<object, CallerContext> {
  const calls = new RateLimit(rate);
  return async function* limited(call, context) {
    const retryInMs = calls.take(context.caller.userId);
    if (retryInMs !== undefined) throw tooMany('TOO_MANY_CALLS', retryInMs);
    return yield* call.next(call.request, context);
  };
}
