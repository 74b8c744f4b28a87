import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import type { LastReading, LastReadings } from '../last-readings.ts';

const PAGE_SIZE = 1_000;

export const LAST_READINGS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS last_readings_1 (
    device_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export class SqliteLastReadings implements LastReadings {
  readonly #db: DatabaseSync;
  readonly #put: StatementSync;
  readonly #find: StatementSync;
  readonly #page: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#put = db.prepare(`
      INSERT INTO last_readings_1 VALUES (?, ?)
      ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at > at`);
    this.#find = db.prepare(`
      SELECT device_id AS deviceId, at FROM last_readings_1
      WHERE device_id IN (SELECT value FROM json_each(?))`);
    this.#page = db.prepare(`
      SELECT device_id AS deviceId, at FROM last_readings_1
      WHERE device_id > ? ORDER BY device_id LIMIT ${PAGE_SIZE}`);
  }

  async note(readings: readonly LastReading[]): Promise<void> {
    if (readings.length === 0) return;
    await transact(this.#db, () => {
      for (const { deviceId, at } of readings) this.#put.run(deviceId, at);
    });
  }

  async find(deviceIds: readonly string[]): Promise<readonly LastReading[]> {
    const rows = translateSqliteErrors(this.#db, () => this.#find.all(JSON.stringify(deviceIds)));
    return rows.map(({ deviceId, at }) => ({ deviceId: deviceId as string, at: at as number }));
  }

  async *all(): AsyncIterable<LastReading> {
    let after = '';
    for (;;) {
      const page = translateSqliteErrors(this.#db, () =>
        this.#page.all(after),
      ) as unknown as LastReading[];
      for (const { deviceId, at } of page) yield { deviceId, at };
      if (page.length < PAGE_SIZE) return;
      after = page.at(-1)!.deviceId;
    }
  }
}
