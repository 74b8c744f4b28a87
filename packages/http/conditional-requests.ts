import type { FastifyInstance } from 'fastify';
import fresh from 'fresh';

/** The OpenAPI response of a route whose replies have an `ETag`. */
export const notModified = {
  type: 'null' as const,
  description: 'Not modified: `If-None-Match` names the current `ETag`.',
};

/** Answers GET and HEAD with 304 and no body where `If-None-Match` names the reply's `ETag` (RFC 9110). */
export function addConditionalRequests(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const etag = reply.getHeader('etag');
    const isConditional = request.headers['if-none-match'] !== undefined && etag !== undefined;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isConditional || !isRead || reply.statusCode !== 200) return done(null, payload);
    if (!fresh({ 'if-none-match': request.headers['if-none-match'] }, { etag })) {
      return done(null, payload);
    }
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}
