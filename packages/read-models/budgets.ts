import { type Budget, type BudgetEvent, budgetClientOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Attributes } from './attributes.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** What a client wants to spend in a month: the fold of its stream. */
export interface ClientBudget {
  /** The client's id. */
  readonly id: string;
  /** Both are `undefined` after the budget was removed. */
  readonly amount: string | undefined;
  readonly currency: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

export const BUDGET_ATTRIBUTES: Attributes<ClientBudget> = {
  id: 'text',
  amount: 'optional text',
  currency: 'optional text',
  revision: 'integer',
};

/** The read model of budgets; a client who never had one has no row. */
export type BudgetsReadModel = ProjectedRows<ClientBudget>;

/** The budget that applies; `undefined` without one. */
export function budgetOf(row: ClientBudget | undefined): Budget | undefined {
  if (row?.amount === undefined || row.currency === undefined) return undefined;
  return { amount: row.amount, currency: row.currency };
}

/** Applies an event to a budget; returns the same budget for an event that it contains already. */
export function evolveBudget(
  budget: ClientBudget | undefined,
  event: StoredEvent<BudgetEvent>,
): ClientBudget | undefined {
  const { stream, revision } = event;
  if (budget && revision <= budget.revision) return budget;
  const id = budgetClientOf(stream);
  switch (event.type) {
    case 'BudgetSet':
      return { id, amount: event.data.amount, currency: event.data.currency, revision };
    case 'BudgetRemoved':
      return { id, amount: undefined, currency: undefined, revision };
    default:
      event satisfies never;
      return budget;
  }
}
