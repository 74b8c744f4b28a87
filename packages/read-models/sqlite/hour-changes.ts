import type { DatabaseSync, StatementSync } from 'node:sqlite';

const DAY_MS = 86_400_000;

export const HOUR_CHANGES_TABLE = 'hour_changes_1';

/** A random state for each day of UTC, replaced whenever an hour of that day changes. Days without a change have none. */
export const HOUR_CHANGES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS ${HOUR_CHANGES_TABLE} (day INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;
`;

/** The day of UTC, counted from 1970, that contains an instant (milliseconds since 1970). */
export function utcDayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

/**
 * Notes the days whose hours change, within the caller's transaction. Random states also differ after a backup was
 * restored, where a count would come to the same number again.
 */
export class HourChanges {
  readonly #put: StatementSync;

  constructor(db: DatabaseSync) {
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO ${HOUR_CHANGES_TABLE} VALUES (?, hex(randomblob(8)))`,
    );
  }

  note(days: Iterable<number>): void {
    for (const day of days) this.#put.run(day);
  }
}
