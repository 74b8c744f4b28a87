import type { FastifyRequest } from 'fastify';
import type { RequestActor } from './token.ts';

/** The user who sent a request, on every route that is not for anyone. */
export function actor(request: FastifyRequest): RequestActor {
  const { actor } = request;
  if (!actor)
    throw new Error(`${request.method} ${request.url} has no actor: its route is for anyone.`);
  return actor;
}
