import { userName } from '@energy/domain';
import { IdParameter, NoQuery, problemResponse, type User } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { UserChanges } from '../../schemas/user.ts';
import type { AccountChanges } from '../../users/account-changes.ts';
import { idOf, userResponse } from './user-response.ts';

const schema = {
  summary: 'Rename a user, or change the role',
  description:
    'Absent fields stay unchanged. A client who owns devices cannot become an administrator, and the last ' +
    'administrator cannot become a client. A new role ends the user’s sessions.',
  operationId: 'changeUser',
  tags: ['users'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  body: UserChanges,
  response: {
    ...changeProblems,
    200: changed('The user', 'User#'),
    404: problemResponse('The user does not exist.'),
    409: problemResponse(
      'Another user has this name or one that looks like it, the user is deleted, owns devices or is the ' +
        'last administrator, or concurrent changes prevented the command.',
    ),
  },
};

/** `PATCH /api/users/{id}` */
export function changeUser(app: FastifyInstance, changes: AccountChanges): void {
  app.patch<{ Params: IdParameter; Body: UserChanges; Reply: User }>(
    '/api/users/:id',
    { schema, config: { check: fieldCheck({ name: userName }) } },
    async (request, reply) => {
      const id = idOf(request);
      const handled = await changes.change(id, request.body, conditionalContext(request));
      setRevisionHeaders(reply, handled);
      return userResponse(id, handled);
    },
  );
}
