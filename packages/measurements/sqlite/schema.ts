/**
 * A message's id holds its partition and its place in it (see `partitions.ts`). `AUTOINCREMENT` gives no id
 * twice to processes of an earlier release, which set none.
 *
 * A consumer's lease is renewed while it lives. `expires_at` is in milliseconds of the machine's monotonic
 * clock, which no change of the time of day moves.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body BLOB NOT NULL
  );
  CREATE TABLE IF NOT EXISTS message_sequence (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last INTEGER NOT NULL
  );
  DROP TABLE IF EXISTS claims;
  CREATE TABLE IF NOT EXISTS consumers (
    id TEXT PRIMARY KEY,
    process TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS partitions (
    partition INTEGER PRIMARY KEY,
    consumer TEXT NOT NULL,
    delivered_through INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body BLOB NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    rejected_at TEXT NOT NULL
  );
`;

export const FIRST_ROWS = { message_sequence: [1, 0] };
