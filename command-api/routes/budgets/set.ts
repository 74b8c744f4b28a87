import type { BudgetCommands } from '@energy/accounts';
import { BUDGET_FIELDS } from '@energy/domain';
import { type ClientBudget, IdParameter, NoQuery, problemResponse } from '@energy/http';
import type { FastifyInstance } from 'fastify';
import { conditionalContext, setRevisionHeaders } from '../../command-context.ts';
import { fieldCheck } from '../../field-check.ts';
import { BudgetSetting } from '../../schemas/budget.ts';
import { ChangingHeaders } from '../../schemas/headers.ts';
import { changed, changeProblems } from '../../schemas/replies.ts';
import { idOf } from '../users/user-response.ts';

const schema = {
  summary: 'Set the budget of a client',
  description:
    'The most that the client wants to spend in a calendar month. It replaces an earlier one. The client is alerted once ' +
    'a month when the forecast reaches 80 % of it, and once when it reaches 100 %; a later budget raises neither again ' +
    'in the same month.',
  operationId: 'setBudget',
  tags: ['users', 'tariffs'],
  params: IdParameter,
  headers: ChangingHeaders,
  querystring: NoQuery,
  body: BudgetSetting,
  response: {
    ...changeProblems,
    200: changed('The budget', 'Budget#'),
    404: problemResponse('The user does not exist, or is not the client who asks.'),
    409: problemResponse(
      'The user is deleted or is no client, or concurrent changes prevented the command.',
    ),
  },
};

/** `PUT /api/users/{id}/budget` */
export function setBudget(app: FastifyInstance, budgets: BudgetCommands): void {
  app.put<{ Params: IdParameter; Body: BudgetSetting; Reply: ClientBudget }>(
    '/api/users/:id/budget',
    { schema, config: { check: fieldCheck(BUDGET_FIELDS) } },
    async (request, reply) => {
      const userId = idOf(request);
      const handled = await budgets.set(userId, request.body, conditionalContext(request));
      setRevisionHeaders(reply, handled);
      return { userId, budget: handled.state.budget ?? null };
    },
  );
}
