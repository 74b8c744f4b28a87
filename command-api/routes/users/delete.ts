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
    'This cannot be undone. Devices are unassigned, sessions end, and the name becomes available. There ' +
    'is always an administrator. The administrator must have given their password within the last five ' +
    'minutes (`proof-required`).',
  operationId: 'deleteUser',
  tags: ['users'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  response: {
    ...changeProblems,
    204: done('The user is deleted.'),
    404: problemResponse('There is no such user.'),
    409: problemResponse(
      'The user is the last administrator, or others changed it again and again.',
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
    // The policies do it as well; this way it is done when the reply is sent, if the store can be reached.
    await credentials.forget(id).catch((error) => {
      if (!(error instanceof EngineUnavailable)) throw error;
      app.log.warn(
        `The user ${id} is deleted; the password will be forgotten later: ${error.message}`,
      );
    });
    setPositionHeader(reply, handled.position);
    return reply.code(204).send();
  });
}
