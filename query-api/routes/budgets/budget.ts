import {
  type ClientBudget,
  IdParameter,
  NoQuery,
  notModified,
  ProblemError,
  problemResponse,
} from '@energy/http';
import { budgetOf, type ReadModels } from '@energy/read-models';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { queryProblems } from '../problems.ts';

const schema = {
  summary: 'Get the budget of a client',
  description:
    'For administrators and for the client. `GET /api/forecast` has the costs of the running month so far and as they ' +
    'are expected at its end. Commands accept its `ETag` as `If-Match`.',
  operationId: 'getBudget',
  tags: ['users', 'tariffs'],
  params: IdParameter,
  querystring: NoQuery,
  response: {
    200: Type.Ref('Budget#'),
    304: notModified,
    ...queryProblems,
    404: problemResponse('There is no such client, or it is not the one who asks.'),
  },
};

/** `GET /api/users/{id}/budget` */
export function getBudget(
  app: FastifyInstance,
  { users, budgets }: Pick<ReadModels, 'users' | 'budgets'>,
): void {
  app.get<{ Params: IdParameter; Reply: ClientBudget }>(
    '/api/users/:id/budget',
    { schema },
    async (request, reply) => {
      const userId = request.params.id.toLowerCase();
      const user = await users.find(userId);
      if (!user || user.deletedAt !== undefined || user.role !== 'client') {
        throw new ProblemError('user-not-found', `No client has the id ${userId}.`);
      }
      const row = await budgets.find(userId);
      if (row) reply.header('etag', `"${row.revision}"`);
      return { userId, budget: budgetOf(row) ?? null };
    },
  );
}
