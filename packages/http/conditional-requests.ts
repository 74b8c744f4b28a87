import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fresh from 'fresh';

/**
 * The OpenAPI response of a route whose replies have an `ETag`. A route that documents it and sets no `ETag`
 * itself, such as a resource's revision, gets the hash of its body.
 */
export const notModified = {
  type: 'null' as const,
  description: 'Not modified: `If-None-Match` names the current `ETag`.',
};

/** Answers GET and HEAD with 304 and no body where `If-None-Match` names the reply's `ETag` (RFC 9110). */
export function addConditionalRequests(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || reply.statusCode !== 200) return done(null, payload);
    if (!reply.hasHeader('etag') && typeof payload === 'string' && documentsNotModified(request)) {
      reply.header('etag', bodyTag(payload));
    }
    const etag = reply.getHeader('etag');
    const ifNoneMatch = request.headers['if-none-match'];
    if (etag === undefined || ifNoneMatch === undefined) return done(null, payload);
    if (!fresh({ 'if-none-match': ifNoneMatch }, { etag })) return done(null, payload);
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    // Fastify leaves out the body of a HEAD itself, and fails where there is none.
    done(null, request.method === 'HEAD' ? payload : null);
  });
}

function documentsNotModified({ routeOptions }: FastifyRequest): boolean {
  const responses = routeOptions.schema?.response as Record<number, unknown> | undefined;
  return responses?.[304] !== undefined;
}

/** Weak, since a proxy may compress the body. */
function bodyTag(body: string): string {
  return `W/"${hash('sha256', body, 'base64url')}"`;
}
