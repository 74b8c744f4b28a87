import type { HandledUser } from '@energy/accounts';
import { type IdParameter, ProblemError, type User } from '@energy/http';
import type { FastifyRequest } from 'fastify';

/** The id in a request’s path, as streams are named by it. */
export function idOf({ params }: FastifyRequest<{ Params: IdParameter }>): string {
  return params.id.toLowerCase();
}

/** A user as the API shows it, right after a command that left it registered. */
export function userAfter(id: string, { state, revision }: HandledUser): User {
  if (state.status !== 'Registered' || revision === undefined) {
    throw new ProblemError('user-not-found', `No user has the id ${id}.`);
  }
  const { name, role } = state;
  return { id, name, role, revision };
}
