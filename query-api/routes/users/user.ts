import {
  IdParameter,
  NoQuery,
  notModified,
  ProblemError,
  problemResponse,
  type User,
} from '@energy/http';
import type { UsersReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { queryProblems } from '../problems.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'Get a user',
  description: 'Commands accept its `ETag` as `If-Match`. Deleted users are included.',
  operationId: 'getUser',
  tags: ['users'],
  params: IdParameter,
  querystring: NoQuery,
  response: {
    200: Type.Ref('User#'),
    304: notModified,
    ...queryProblems,
    404: problemResponse('The user does not exist.'),
  },
};

/** `GET /api/users/{id}` */
export function getUser(app: FastifyInstance, users: UsersReadModel): void {
  app.get<{ Params: IdParameter; Reply: User }>(
    '/api/users/:id',
    { schema },
    async ({ params: { id } }, reply) => {
      const user = await users.find(id.toLowerCase());
      if (!user) throw new ProblemError('user-not-found', `No user has the id ${id}.`);
      reply.header('etag', `"${user.revision}"`);
      return representationOf(user);
    },
  );
}
