import type { FastifyRequest } from 'fastify';
import type { RequestActor } from './token.ts';

/** The user whose request it is, on every route that is not for anyone. */
export function actor(request: FastifyRequest): RequestActor {
  const { actor } = request;
  if (!actor) throw new Error(`${request.method} ${request.url} has no actor: it is for anyone.`);
  return actor;
}
