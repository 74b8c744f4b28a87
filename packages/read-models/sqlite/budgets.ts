import type { EmbeddedDatabase } from '@energy/engines';
import { BUDGET_ATTRIBUTES, type BudgetsReadModel, type ClientBudget } from '../budgets.ts';
import { Columns } from './columns.ts';
import { ProjectedTable } from './projected-table.ts';
import type { TableOf } from './table.ts';

export const BUDGETS_TABLE: TableOf<ClientBudget> = {
  name: 'budgets_1',
  columns: new Columns(BUDGET_ATTRIBUTES),
  indexes: { by_id: '(id)' },
};

export class SqliteBudgets extends ProjectedTable<ClientBudget> implements BudgetsReadModel {
  constructor(db: EmbeddedDatabase) {
    super(db, BUDGETS_TABLE);
  }
}
