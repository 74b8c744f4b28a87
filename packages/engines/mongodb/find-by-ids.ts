import type { Collection, Filter, FindOptions, WithId } from 'mongodb';

/** Documents in one query, and queries at the same time. */
const QUERY_BATCH_SIZE = 50;
const QUERY_CONCURRENCY = 8;

/** The documents that have one of these ids, in no order. */
export async function findByIds<T extends { readonly _id: string }>(
  collection: Collection<T>,
  ids: readonly string[],
  options: FindOptions = {},
): Promise<WithId<T>[]> {
  const found: WithId<T>[] = [];
  const left = [...ids];
  const findOn = async () => {
    while (left.length > 0) {
      const some = { _id: { $in: left.splice(-QUERY_BATCH_SIZE) } } as Filter<T>;
      found.push(...(await collection.find(some, options).toArray()));
    }
  };
  await Promise.all(Array.from({ length: QUERY_CONCURRENCY }, findOn));
  return found;
}
