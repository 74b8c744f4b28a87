import type { BudgetCommands } from '@energy/accounts';
import { IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changeProblems, done } from '../../schemas/replies.ts';
import { idOf } from '../users/user-response.ts';

const schema = {
  summary: 'Remove the budget of a client',
  description: 'Nothing changes where there is none.',
  operationId: 'removeBudget',
  tags: ['users', 'tariffs'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  response: {
    ...changeProblems,
    204: done('The client has no budget.'),
    404: problemResponse('The user does not exist, or is not the client who asks.'),
    409: problemResponse(
      'The user is deleted or is no client, or concurrent changes prevented the command.',
    ),
  },
};

/** `DELETE /api/users/{id}/budget` */
export function removeBudget(app: FastifyInstance, budgets: BudgetCommands): void {
  app.delete<{ Params: IdParameter }>(
    '/api/users/:id/budget',
    { schema },
    async (request, reply) => {
      const handled = await budgets.remove(idOf(request), conditionalContext(request));
      setRevisionHeaders(reply, handled);
      return reply.code(204).send();
    },
  );
}
