import { MONGODB_URL, withClient } from './database.ts';

/** The server explains queries: a test of their plans can run. */
export const HAS_EXPLAIN = await isAnswered(async (db) => {
  const { queryPlanner } = await db.collection('any').find().explain('executionStats');
  if (!queryPlanner?.winningPlan) throw new Error('The server explains nothing.');
});

/** The server can be made to fail: it was started with test commands enabled. */
export const HAS_FAIL_POINTS = await hasFailPoints();

if (MONGODB_URL && !HAS_EXPLAIN) {
  console.warn('The tests of query plans are SKIPPED: this server explains no queries.');
}
if (MONGODB_URL && !HAS_FAIL_POINTS) {
  console.warn(
    'The tests of a failing server are SKIPPED: start it with test commands enabled (enableTestCommands).',
  );
}

/** Switches off a fail point that no test uses: fail points are the server's, and other test files may have armed theirs. */
export function hasFailPoints(): Promise<boolean> {
  return isAnswered((db) =>
    db.admin().command({ configureFailPoint: 'maxTimeNeverTimeOut', mode: 'off' }),
  );
}

async function isAnswered(ask: Parameters<typeof withClient>[1]): Promise<boolean> {
  if (!MONGODB_URL) return false;
  return withClient(MONGODB_URL, ask).then(
    () => true,
    () => false,
  );
}
