import type { Collection, Filter, FindOptions, WithId } from 'mongodb';

/** So many documents are asked for by one query, and so many queries wait for their answers at once. */
const IDS_A_QUERY = 50;
const QUERIES_AT_ONCE = 8;

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
      const some = { _id: { $in: left.splice(-IDS_A_QUERY) } } as Filter<T>;
      found.push(...(await collection.find(some, options).toArray()));
    }
  };
  await Promise.all(Array.from({ length: QUERIES_AT_ONCE }, findOn));
  return found;
}
