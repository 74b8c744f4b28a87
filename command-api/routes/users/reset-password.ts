import type { Passwords } from '@energy/accounts';
import { actor, IdParameter, NoQuery, ProblemError, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { commandContext, expectedRevision, setPositionHeader } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changeProblems } from '../../schemas/replies.ts';
import type { OneTimePassword } from '../../schemas/user.ts';
import { idOf } from './user-response.ts';

const schema = {
  summary: 'Create a one-time password for a user',
  description:
    'Replaces the user’s password and ends the user’s sessions. The one-time password works for one sign-in, ' +
    'in which the user must change it. Each request creates another one. Administrators cannot reset their own ' +
    'password (`own-password-reset`). Requires a proof of the caller’s password within the last five minutes ' +
    '(`proof-required`).',
  operationId: 'resetPassword',
  tags: ['users'],
  params: IdParameter,
  headers: Type.Pick(ChangingHeaders, ['if-match']),
  querystring: NoQuery,
  response: {
    ...changeProblems,
    200: Type.Ref('OneTimePassword#'),
    404: problemResponse('The user does not exist.'),
    409: problemResponse('The user is deleted, or concurrent changes prevented the command.'),
  },
};

/** `PUT /api/users/{id}/password` */
export function resetPassword(app: FastifyInstance, passwords: Passwords): void {
  app.put<{ Params: IdParameter; Reply: OneTimePassword }>(
    '/api/users/:id/password',
    { schema },
    async (request, reply) => {
      const id = idOf(request);
      if (id === actor(request).userId) {
        throw new ProblemError(
          'own-password-reset',
          'Change your own password by PUT /api/session/password.',
        );
      }
      const context = { ...commandContext(request), expectedRevision: expectedRevision(request) };
      const { oneTimePassword, expiresAt, position } = await passwords.reset(id, context);
      app.securityLog.record(request, 'password-reset', { userId: id });
      setPositionHeader(reply, position);
      return { oneTimePassword, expiresAt: new Date(expiresAt).toISOString() };
    },
  );
}
