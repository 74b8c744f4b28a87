/**
 * `AUTOINCREMENT` never gives an id twice, so that a range of ids that was claimed can't be joined
 * by a later message. A claim is one row for a whole batch: claiming costs one small write.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body BLOB NOT NULL
  );
  CREATE TABLE IF NOT EXISTS claims (
    first_id INTEGER PRIMARY KEY,
    last_id INTEGER NOT NULL,
    consumer TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS dead_letters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body BLOB NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    rejected_at TEXT NOT NULL
  );
`;
