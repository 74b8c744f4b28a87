import type { AnyBulkWriteOperation, Collection, Document } from 'mongodb';
import { COMMAND_TIMEOUT_MS } from './address.ts';

interface BulkFailure {
  readonly name?: string;
  readonly writeErrors?: readonly { readonly code: number; readonly index: number }[];
  readonly result?: { getWriteConcernError(): unknown };
}

const DUPLICATE_KEY = 11000;
/** Writes in one command: few enough to be answered well within its timeout. */
const WRITE_BATCH_SIZE = 5_000;

/**
 * Sends writes, of each of which a document's key is its guard: an insert of what may be there, or a
 * replacement, with `upsert`, of a document in a state that may have passed.
 *
 * @returns the indexes of the writes that found the key taken, and did nothing
 */
export async function writeWhereFree<T extends Document>(
  collection: Collection<T>,
  writes: readonly AnyBulkWriteOperation<T>[],
): Promise<number[]> {
  const taken: number[] = [];
  for (let start = 0; start < writes.length; start += WRITE_BATCH_SIZE) {
    const some = writes.slice(start, start + WRITE_BATCH_SIZE);
    try {
      await collection.bulkWrite(some, { ordered: false, maxTimeMS: COMMAND_TIMEOUT_MS });
    } catch (error) {
      for (const index of keysTakenIn(error)) taken.push(start + index);
    }
  }
  return taken;
}

/**
 * Finds the writes of a bulk whose key is taken, by index.
 *
 * @throws the error itself where anything else went wrong as well
 */
export function keysTakenIn(error: unknown): number[] {
  const { name, writeErrors = [], result } = error as BulkFailure;
  const isAllTaken =
    name === 'MongoBulkWriteError' &&
    writeErrors.length > 0 &&
    writeErrors.every(({ code }) => code === DUPLICATE_KEY) &&
    // The other writes may be unconfirmed.
    result?.getWriteConcernError() === undefined;
  if (!isAllTaken) throw error;
  return writeErrors.map(({ index }) => index);
}
