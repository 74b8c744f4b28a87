import type { FastifyInstance } from 'fastify';

/** The headers of every reply: no sniffing of its type, no caching. */
export const RESPONSE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/** Adds {@link RESPONSE_HEADERS} to every reply. */
export function addResponseHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(RESPONSE_HEADERS);
    done();
  });
}
