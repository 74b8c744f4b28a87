import { randomUUID } from 'node:crypto';
import { correlated } from '@energy/service';
import type { FastifyInstance } from 'fastify';

/** The header that carries a request's id, there and back. */
export const REQUEST_ID = 'x-request-id';

/** Characters that are safe in a line of a log. */
const WELL_FORMED = /^[\w.-]{8,64}$/;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The id in a request's header, where it is well formed; otherwise a new one. */
export function requestIdOf({ headers }: { readonly headers: Headers }): string {
  const given = headers[REQUEST_ID];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
}

/**
 * Adds its id to the reply of every request, and to every log line of it.
 *
 * @param app whose `genReqId` is {@link requestIdOf}
 */
export function addRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    correlated(request.id, done);
  });
}
