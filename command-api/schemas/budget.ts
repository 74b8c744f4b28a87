import { budgetFields } from '@energy/http';
import { type Static, Type } from 'typebox';

/** Request body for setting a budget. */
export const BudgetSetting = Type.Object(budgetFields, { additionalProperties: false });

export type BudgetSetting = Static<typeof BudgetSetting>;
