import type { Collection, Filter, FindOptions, WithId } from 'mongodb';
import pLimit from 'p-limit';

/** Documents in one query, and queries at the same time. */
const QUERY_BATCH_SIZE = 50;
const QUERY_CONCURRENCY = 8;

/** The documents that have one of these ids, in no order. */
export async function findByIds<T extends { readonly _id: string }>(
  collection: Collection<T>,
  ids: readonly string[],
  options: FindOptions = {},
): Promise<WithId<T>[]> {
  const limit = pLimit(QUERY_CONCURRENCY);
  const batches: string[][] = [];
  for (let from = 0; from < ids.length; from += QUERY_BATCH_SIZE) {
    batches.push(ids.slice(from, from + QUERY_BATCH_SIZE));
  }
  const found = await limit.map(batches, (batch) =>
    collection.find({ _id: { $in: batch } } as Filter<T>, options).toArray(),
  );
  return found.flat();
}
