import type { CredentialStore } from '@energy/credentials';
import { EngineUnavailable } from '@energy/engines';
import { IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setPositionHeader } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changeProblems, done } from '../../schemas/replies.ts';
import type { AccountChanges } from '../../users/account-changes.ts';
import { idOf } from './user-response.ts';

const schema = {
  summary: 'Delete a user',
  description:
    'Cannot be undone. Unassigns the user’s devices, ends the sessions and frees the name. The last ' +
    'administrator cannot be deleted. Requires a proof of the caller’s password within the last five ' +
    'minutes (`proof-required`).',
  operationId: 'deleteUser',
  tags: ['users'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  response: {
    ...changeProblems,
    204: done('The user is deleted.'),
    404: problemResponse('The user does not exist.'),
    409: problemResponse(
      'The user is the last administrator, or concurrent changes prevented the command.',
    ),
  },
};

/** `DELETE /api/users/{id}` */
export function deleteUser(
  app: FastifyInstance,
  changes: AccountChanges,
  credentials: CredentialStore,
): void {
  app.delete<{ Params: IdParameter }>('/api/users/:id', { schema }, async (request, reply) => {
    const id = idOf(request);
    const handled = await changes.delete(id, conditionalContext(request));
    // The policies do the same; here it is done before the reply, where the store is available.
    await credentials.forget(id).catch((error) => {
      if (!(error instanceof EngineUnavailable)) throw error;
      app.log.warn(`User ${id} is deleted; the password will be deleted later: ${error.message}`);
    });
    setPositionHeader(reply, handled.position);
    return reply.code(204).send();
  });
}
