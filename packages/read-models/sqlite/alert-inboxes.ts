import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { reading, transact } from '@energy/engines';
import type { Position } from '@energy/event-store';
import type { AlertInbox, AlertInboxesReadModel } from '../alert-inboxes.ts';
import { Checkpoint } from './checkpoint.ts';

export const ALERT_INBOXES_TABLE = 'alert_inboxes_1';

export const ALERT_INBOXES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS ${ALERT_INBOXES_TABLE} (
    id TEXT PRIMARY KEY,
    through INTEGER NOT NULL,
    revision INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

export class SqliteAlertInboxes implements AlertInboxesReadModel {
  readonly #db: DatabaseSync;
  readonly #checkpoint: Checkpoint;
  readonly #put: StatementSync;
  readonly #find: StatementSync;
  readonly #findAll: StatementSync;
  readonly #all: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#checkpoint = new Checkpoint(db, ALERT_INBOXES_TABLE);
    this.#put = db.prepare(`
      INSERT INTO ${ALERT_INBOXES_TABLE} VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET through = excluded.through, revision = excluded.revision
      WHERE excluded.revision > revision`);
    const select = `SELECT id, through, revision FROM ${ALERT_INBOXES_TABLE}`;
    this.#find = db.prepare(`${select} WHERE id = ?`);
    this.#findAll = db.prepare(`${select} WHERE id IN (SELECT value FROM json_each(?))`);
    this.#all = db.prepare(`${select} ORDER BY id`);
  }

  async store(inboxes: readonly AlertInbox[], position?: Position): Promise<void> {
    await transact(this.#db, () => {
      for (const { id, through, revision } of inboxes) this.#put.run(id, through, revision);
      if (position !== undefined) this.#checkpoint.advance(position);
    });
  }

  async position(): Promise<Position | undefined> {
    return this.#checkpoint.position();
  }

  async find(id: string): Promise<AlertInbox | undefined> {
    const stored = reading(this.#db, () => this.#find.get(id));
    return stored && inboxOf(stored);
  }

  async findAll(ids: readonly string[]): Promise<readonly AlertInbox[]> {
    return reading(this.#db, () => this.#findAll.all(JSON.stringify(ids))).map(inboxOf);
  }

  async *all(): AsyncIterable<AlertInbox> {
    yield* reading(this.#db, () => this.#all.all()).map(inboxOf);
  }
}

/** A plain object, as rows are compared with what events add up to. */
function inboxOf(stored: Record<string, unknown>): AlertInbox {
  return { ...stored } as unknown as AlertInbox;
}
