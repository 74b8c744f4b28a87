import type { FastifyInstance } from 'fastify';

/** What every reply says: take it for what it says it is, and ask again the next time. */
export const RESPONSE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/** Puts {@link RESPONSE_HEADERS} on every reply. */
export function addResponseHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(RESPONSE_HEADERS);
    done();
  });
}
