import { finished } from 'node:stream';
import { tooManyRequests } from '@energy/http/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const RETRY_AFTER_S = 5;

export interface UnfinishedBodyLimit {
  readonly maxPerAddress: number;
  keyOf(request: FastifyRequest): string;
}

/**
 * Limits the requests of one address whose bodies are still on their way, with 429 for every further one:
 * an attacker who sends bodies byte by byte occupies no more than that.
 */
export function limitUnfinishedBodies(
  app: FastifyInstance,
  { maxPerAddress, keyOf }: UnfinishedBodyLimit,
): void {
  const unfinished = new Map<string, number>();

  app.addHook('onRequest', (request, _reply, done) => {
    if (!hasBody(request)) return done();
    const key = keyOf(request);
    const count = unfinished.get(key) ?? 0;
    if (count >= maxPerAddress) return done(tooManyRequests(RETRY_AFTER_S));
    unfinished.set(key, count + 1);
    finished(request.raw, { writable: false }, () => {
      const left = unfinished.get(key)! - 1;
      if (left > 0) unfinished.set(key, left);
      else unfinished.delete(key);
    });
    done();
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
