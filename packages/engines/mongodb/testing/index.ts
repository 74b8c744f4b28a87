export * from './database.ts';
export { planOf, type QueryPlan } from './query-plan.ts';
export { HAS_EXPLAIN, HAS_FAIL_POINTS, hasFailPoints } from './server-features.ts';
