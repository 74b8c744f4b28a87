import type { MongoConnection } from '@energy/engines/mongodb';
import { BUDGET_ATTRIBUTES, type BudgetsReadModel, type ClientBudget } from '../budgets.ts';
import type { Shape } from './collection-generation.ts';
import { ProjectedCollection } from './projected-collection.ts';

const SHAPE: Shape<ClientBudget> = {
  name: 'budgets_1',
  attributes: BUDGET_ATTRIBUTES,
  indexes: [],
};

export class MongoBudgets extends ProjectedCollection<ClientBudget> implements BudgetsReadModel {
  constructor(connection: MongoConnection) {
    super(connection, SHAPE);
  }
}
