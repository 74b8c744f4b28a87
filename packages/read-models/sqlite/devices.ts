import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type DeviceEvent, deviceIdOf } from '@energy/domain';
import { reading, transact } from '@energy/engines';
import type { Position, StoredEvent } from '@energy/event-store';
import { afterEvent, type Device, type DevicePage, type DevicesReadModel } from '../devices.ts';

export const DEVICES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS devices (
    id TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    address TEXT NOT NULL,
    max_hourly_consumption REAL NOT NULL,
    time_zone TEXT NOT NULL,
    decommissioned_at TEXT,
    revision INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS checkpoints (
    projection TEXT PRIMARY KEY,
    position TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const PROJECTION = 'devices';
const PAGE_SIZE = 1_000;

interface Row {
  id: string;
  description: string;
  address: string;
  max_hourly_consumption: number;
  time_zone: string;
  decommissioned_at: string | null;
  revision: number;
}

export class SqliteDevices implements DevicesReadModel {
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #page: StatementSync;
  readonly #pageInUse: StatementSync;
  readonly #position: StatementSync;
  readonly #advance: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare('SELECT * FROM devices WHERE id = ?');
    this.#put = db.prepare('REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#page = db.prepare('SELECT * FROM devices WHERE id > ? ORDER BY id LIMIT ?');
    this.#pageInUse = db.prepare(
      'SELECT * FROM devices WHERE id > ? AND decommissioned_at IS NULL ORDER BY id LIMIT ?',
    );
    this.#position = db.prepare('SELECT position FROM checkpoints WHERE projection = ?');
    this.#advance = db.prepare(`
      INSERT INTO checkpoints VALUES (?, ?)
      ON CONFLICT DO UPDATE SET position = max(position, excluded.position)`);
  }

  async apply(events: readonly StoredEvent<DeviceEvent>[], position: Position): Promise<void> {
    await transact(this.#db, () => {
      for (const event of events) this.#apply(event);
      this.#advance.run(PROJECTION, position);
    });
  }

  async position(): Promise<Position | undefined> {
    const row = reading(this.#db, () => this.#position.get(PROJECTION));
    return row?.position as Position | undefined;
  }

  async find(id: string): Promise<Device | undefined> {
    return reading(this.#db, () => this.#row(id));
  }

  async list({ limit, after = '' }: { limit: number; after?: string }): Promise<DevicePage> {
    const rows = reading(this.#db, () => this.#pageInUse.all(after, limit + 1)) as unknown as Row[];
    const devices = rows.slice(0, limit).map(deviceOf);
    return { devices, next: rows.length > limit ? devices.at(-1)!.id : undefined };
  }

  async *all(): AsyncIterable<Device> {
    let after = '';
    for (;;) {
      const rows = reading(this.#db, () => this.#page.all(after, PAGE_SIZE)) as unknown as Row[];
      for (const row of rows) yield deviceOf(row);
      if (rows.length < PAGE_SIZE) return;
      after = rows.at(-1)!.id;
    }
  }

  #apply(event: StoredEvent<DeviceEvent>): void {
    const before = this.#row(deviceIdOf(event.stream));
    const after = afterEvent(before, event);
    if (after === undefined || after === before) return;
    this.#put.run(
      after.id,
      after.description,
      after.address,
      after.maxHourlyConsumption,
      after.timeZone,
      after.decommissionedAt ?? null,
      after.revision,
    );
  }

  #row(id: string): Device | undefined {
    const row = this.#find.get(id) as unknown as Row | undefined;
    return row && deviceOf(row);
  }
}

function deviceOf(row: Row): Device {
  return {
    id: row.id,
    description: row.description,
    address: row.address,
    maxHourlyConsumption: row.max_hourly_consumption,
    timeZone: row.time_zone,
    decommissionedAt: row.decommissioned_at ?? undefined,
    revision: row.revision,
  };
}
