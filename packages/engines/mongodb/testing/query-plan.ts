import type { Document, FindCursor } from 'mongodb';

/** The server's plan for a query. */
export interface QueryPlan {
  readonly collection: string;
  /** The outermost first. */
  readonly stages: readonly string[];
  readonly index: string | undefined;
  readonly direction: string | undefined;
  /** The examined index entries and documents. */
  readonly keys: number;
  readonly found: number;
}

/** The plan of a query, which is made once more for it. */
export async function planOf(cursor: FindCursor): Promise<QueryPlan> {
  const { queryPlanner, executionStats } = await cursor.clone().explain('executionStats');
  const stages: Document[] = [];
  let stage: Document | undefined = queryPlanner.winningPlan;
  for (; stage; stage = stage.inputStage) stages.push(stage);
  const scan = stages.find(({ indexName }) => indexName !== undefined);
  return {
    collection: cursor.namespace.collection!,
    stages: stages.map((each) => each.stage),
    index: scan?.indexName,
    direction: scan?.direction,
    keys: Number(executionStats.totalKeysExamined),
    found: Number(executionStats.nReturned),
  };
}
