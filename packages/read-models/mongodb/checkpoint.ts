import type { Position } from '@energy/event-store';
import type { Db, Filter } from 'mongodb';
import { GenerationReplaced, generationName } from '../projected-rows.ts';

/**
 * The generation of a projection in use and the one being built, each with its checkpoint: one document, so that
 * every change is one update.
 */
export interface StoredCheckpoint {
  /** The collection of the first generation. */
  readonly _id: string;
  /** Absent for the first one. */
  readonly generation?: number;
  readonly position?: Position;
  readonly built?: { readonly generation: number; readonly position?: Position };
}

export function checkpointsIn(db: Db) {
  return db.collection<StoredCheckpoint>('checkpoints');
}

export async function checkpointOf(db: Db, projection: string): Promise<StoredCheckpoint> {
  return (await checkpointsIn(db).findOne({ _id: projection })) ?? { _id: projection };
}

/** Selects the checkpoint of a projection while a generation is in use. */
export function whileInUse(projection: string, number: number): Filter<StoredCheckpoint> {
  return { _id: projection, generation: number === 0 ? null : number } as Filter<StoredCheckpoint>;
}

/**
 * Moves a generation's checkpoint forward, never back. Call it after its rows are stored.
 *
 * @throws GenerationReplaced where it is neither in use nor being built
 */
export async function advance(
  db: Db,
  projection: string,
  number: number,
  position: Position,
): Promise<void> {
  const checkpoints = checkpointsIn(db);
  const inUse = whileInUse(projection, number);
  const isBuilt = { _id: projection, 'built.generation': number };
  const moved = async () =>
    (await checkpoints.updateOne(inUse, { $max: { position } })).matchedCount > 0 ||
    (await checkpoints.updateOne(isBuilt, { $max: { 'built.position': position } })).matchedCount >
      0;
  if (await moved()) return;
  const first = { $setOnInsert: { position } };
  const { upsertedCount } = await checkpoints.updateOne({ _id: projection }, first, {
    upsert: true,
  });
  if (upsertedCount === 0 && !(await moved())) {
    throw new GenerationReplaced(generationName(projection, number));
  }
}
