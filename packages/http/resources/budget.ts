import type { Budget } from '@energy/domain';
import { type Static, Type } from 'typebox';
import { currency } from './tariff.ts';

export const budgetFields = {
  amount: Type.String({
    title: 'an amount greater than 0, such as "120.50"',
    description:
      'What the client wants to spend in a calendar month: greater than 0, with up to 9 digits and the decimals of the ' +
      'currency.',
    pattern: '^(?:0|[1-9]\\d{0,8})(?:\\.\\d{1,4})?$',
    examples: ['120.50'],
  }),
  currency: Type.String({
    ...currency,
    description:
      'The currency (ISO 4217): one of those in which the client’s devices are billed, where they are. Costs in other ' +
      'currencies do not count.',
  }),
};

/** The budget of a client. */
export const ClientBudget = Type.Object(
  {
    userId: Type.String({ format: 'uuid', description: 'The id of the client.' }),
    budget: Type.Unsafe<Budget | null>({
      ...Type.Object(budgetFields),
      type: ['object', 'null'],
      description: 'The most to spend in a calendar month; null without a budget.',
    }),
  },
  { $id: 'Budget', description: 'What a client wants to spend in a calendar month.' },
);

export type ClientBudget = Static<typeof ClientBudget>;
