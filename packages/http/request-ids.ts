import { randomUUID } from 'node:crypto';
import { correlated } from '@energy/service';
import type { FastifyInstance } from 'fastify';

/** The header that carries a request's id, there and back. */
export const REQUEST_ID = 'x-request-id';

/** Nothing that could break a line of a log, or be taken for anything but an id. */
const WELL_FORMED = /^[\w.-]{8,64}$/;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The id of a request: its own, where it brings one that is well formed, else a new one. */
export function requestIdOf({ headers }: { readonly headers: Headers }): string {
  const brought = headers[REQUEST_ID];
  return typeof brought === 'string' && WELL_FORMED.test(brought) ? brought : randomUUID();
}

/**
 * Answers every request with its id, with which whatever is logged of it is logged.
 *
 * @param app whose `genReqId` is {@link requestIdOf}
 */
export function addRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    correlated(request.id, done);
  });
}
