import type { HandledUser } from '@energy/accounts';
import { type IdParameter, ProblemError, type User } from '@energy/http';
import type { FastifyRequest } from 'fastify';

/** The id in the request’s path, in lower case as in stream names. */
export function idOf({ params }: FastifyRequest<{ Params: IdParameter }>): string {
  return params.id.toLowerCase();
}

/** The user after a command, as the API shows it. */
export function userResponse(id: string, { state, revision }: HandledUser): User {
  if (state.status !== 'Registered' || revision === undefined) {
    throw new ProblemError('user-not-found', `No user has the id ${id}.`);
  }
  const { name, role } = state;
  return { id, name, role, revision };
}
