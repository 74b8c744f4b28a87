import type { Position } from '@energy/event-store';
import type { Db } from 'mongodb';

const CHECKPOINTS = 'checkpoints';

interface StoredCheckpoint {
  /** The collection that holds the projection's rows. */
  readonly _id: string;
  readonly position: Position;
}

/** How far projections have come, by the names of their collections. */
export async function positionsOf(
  db: Db,
  projections: readonly string[],
): Promise<ReadonlyMap<string, Position>> {
  const stored = await checkpoints(db)
    .find({ _id: { $in: [...projections] } })
    .toArray();
  return new Map(stored.map(({ _id, position }) => [_id, position]));
}

/** Moves a projection's position on, never back. To be called once its rows are stored. */
export async function advance(db: Db, projection: string, position: Position): Promise<void> {
  await checkpoints(db).updateOne({ _id: projection }, { $max: { position } }, { upsert: true });
}

function checkpoints(db: Db) {
  return db.collection<StoredCheckpoint>(CHECKPOINTS);
}
