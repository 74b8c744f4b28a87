import { notModified } from '@energy/http';
import type { UsersReadModel } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { UserListQuery } from '../../schemas/parameters.ts';
import { UserPage } from '../../schemas/user.ts';
import { pageOf } from '../page.ts';
import { queryProblems } from '../problems.ts';
import { representationOf } from './representation.ts';

const schema = {
  summary: 'List users',
  description: 'Deleted users are left out.',
  operationId: 'listUsers',
  tags: ['users'],
  querystring: UserListQuery,
  response: { 200: UserPage, 304: notModified, ...queryProblems },
};

/** `GET /api/users?limit=&after=&search=&sort=&order=` */
export function listUsers(app: FastifyInstance, users: UsersReadModel): void {
  app.get<{ Querystring: UserListQuery; Reply: UserPage }>(
    '/api/users',
    { schema },
    async ({ query }) => {
      const page = await pageOf(query.limit, () => users.list(query));
      return { users: page.users.map(representationOf), next: page.next ?? null };
    },
  );
}
