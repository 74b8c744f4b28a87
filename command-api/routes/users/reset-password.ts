import type { Passwords } from '@energy/accounts';
import { IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { commandOf, revisionNamedBy, tellPosition } from '../../command-of.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changeProblems } from '../../schemas/replies.ts';
import type { OneTimePassword } from '../../schemas/user.ts';
import { idOf } from './user-after.ts';

const schema = {
  summary: 'Give a user a one-time password',
  description:
    'A new one in the place of whatever password the user has; it ends the user’s sessions, and must be ' +
    'changed at the first sign-in. Sent again, it makes another one.',
  operationId: 'resetPassword',
  tags: ['users'],
  params: IdParameter,
  headers: Type.Pick(ChangingHeaders, ['if-match']),
  querystring: NoQuery,
  response: {
    ...changeProblems,
    200: Type.Ref('OneTimePassword#'),
    404: problemResponse('There is no such user.'),
    409: problemResponse('The user was deleted, or others changed it again and again.'),
  },
};

/** `PUT /api/users/{id}/password` */
export function resetPassword(app: FastifyInstance, passwords: Passwords): void {
  app.put<{ Params: IdParameter; Reply: OneTimePassword }>(
    '/api/users/:id/password',
    { schema },
    async (request, reply) => {
      const id = idOf(request);
      const context = { ...commandOf(request), expectedRevision: revisionNamedBy(request) };
      const { oneTimePassword, position } = await passwords.reset(id, context);
      tellPosition(reply, position);
      return { oneTimePassword };
    },
  );
}
