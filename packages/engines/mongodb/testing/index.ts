export * from './database.ts';
export { planOf, type QueryPlan } from './query-plan.ts';
