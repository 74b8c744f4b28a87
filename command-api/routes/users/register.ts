import type { Accounts } from '@energy/accounts';
import { userName } from '@energy/domain';
import { NoQuery, problemResponse, type User } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { idempotentContext, newIdFor, setRevisionHeaders } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import { CreatingHeaders } from '../../schemas/headers.ts';
import { commandProblems, created } from '../../schemas/replies.ts';
import { UserRegistration } from '../../schemas/user.ts';
import { userResponse } from './user-response.ts';

const schema = {
  summary: 'Register a user',
  description:
    'The new user has no password: PUT /api/users/{id}/password creates a one-time password.',
  operationId: 'registerUser',
  tags: ['users'],
  headers: CreatingHeaders,
  querystring: NoQuery,
  body: UserRegistration,
  response: {
    ...commandProblems,
    201: created('The user', 'User#'),
    409: problemResponse('Another user has this name, or one that looks like it.'),
  },
};

/** `POST /api/users` */
export function registerUser(app: FastifyInstance, accounts: Accounts): void {
  app.post<{ Body: UserRegistration; Reply: User }>(
    '/api/users',
    { schema, config: { check: fieldCheck({ name: userName }) } },
    async (request, reply) => {
      const context = idempotentContext(request);
      const id = newIdFor(context);
      const handled = await accounts.register(id, request.body, context);
      setRevisionHeaders(reply, handled);
      return reply.code(201).header('location', `/api/users/${id}`).send(userResponse(id, handled));
    },
  );
}
