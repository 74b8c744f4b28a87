import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './problems/problem-error.ts';

const WINDOW_S = 10;
/** The callers that one process counts; beyond that, the one unseen for the longest starts again. */
const MAX_CALLERS = 50_000;

export interface RateLimit {
  /** The name of the limit in the `RateLimit` headers. */
  readonly name: string;
  /** The most requests of one caller in {@link WINDOW_S} seconds to this process. */
  readonly max: number;
  /** The caller of a request; `undefined` where this limit does not apply. */
  keyOf(request: FastifyRequest): string | undefined;
}

/**
 * Refuses requests beyond a limit with 429, and states the limit in `RateLimit-Policy` and `RateLimit`
 * (draft-ietf-httpapi-ratelimit-headers-10) in every reply. Add it after the hook that identifies the caller
 * and before the routes.
 */
export async function addRateLimit(app: FastifyInstance, limit: RateLimit): Promise<void> {
  const { name, max, keyOf } = limit;
  if (!app.hasDecorator('createRateLimit')) {
    await app.register(rateLimit, { global: false, cache: MAX_CALLERS });
  }
  const count = app.createRateLimit({
    max,
    timeWindow: WINDOW_S * 1_000,
    keyGenerator: (request) => `${name} ${keyOf(request)}`,
  });

  app.addHook('onRequest', async (request, reply) => {
    if (keyOf(request) === undefined) return;
    const counted = await count(request);
    if (counted.isAllowed) return;
    const { remaining, ttlInSeconds, isExceeded } = counted;
    addToList(reply, 'ratelimit-policy', `"${name}";q=${max};w=${WINDOW_S}`);
    addToList(reply, 'ratelimit', `"${name}";r=${remaining};t=${ttlInSeconds}`);
    if (isExceeded) throw tooManyRequests(ttlInSeconds);
  });
}

/** The problem of a caller over a limit. */
export function tooManyRequests(retryAfterS: number): ProblemError {
  return new ProblemError('too-many-requests', `Try again in ${retryAfterS} s.`, {
    headers: { 'retry-after': String(retryAfterS) },
  });
}

function addToList(reply: FastifyReply, header: string, item: string): void {
  const items = reply.getHeader(header);
  reply.header(header, items === undefined ? item : `${items}, ${item}`);
}
