import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { translateSqliteErrors } from '@energy/engines';
import type { Position } from '@energy/event-store';

/** The checkpoints, in the same file as the rows. */
export const CHECKPOINTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS checkpoints (
    projection TEXT PRIMARY KEY,
    position TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** The checkpoint of one generation. */
export class Checkpoint {
  readonly #db: DatabaseSync;
  readonly #projection: string;
  readonly #position: StatementSync;
  readonly #advance: StatementSync;
  readonly #forget: StatementSync;

  /** @param projection the name of the table with its rows */
  constructor(db: DatabaseSync, projection: string) {
    this.#db = db;
    this.#projection = projection;
    this.#position = db.prepare('SELECT position FROM checkpoints WHERE projection = ?');
    this.#advance = db.prepare(`
      INSERT INTO checkpoints VALUES (?, ?)
      ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`);
    this.#forget = db.prepare('DELETE FROM checkpoints WHERE projection = ?');
  }

  position(): Position | undefined {
    const stored = translateSqliteErrors(this.#db, () => this.#position.get(this.#projection));
    return stored?.position as Position | undefined;
  }

  /** Moves it forward, never back, within the caller's transaction. */
  advance(position: Position): void {
    this.#advance.run(this.#projection, position);
  }

  /** Puts it back to the beginning, within the caller's transaction. */
  forget(): void {
    this.#forget.run(this.#projection);
  }
}
