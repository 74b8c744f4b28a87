import type { SQLOutputValue, StatementSync } from 'node:sqlite';
import type { UserRole } from '@energy/domain';
import {
  compactId,
  type EmbeddedDatabase,
  expandId,
  openDatabase,
  transact,
  translateSqliteErrors,
} from '@energy/engines';
import type { Position } from '@energy/event-store';
import { skeletonOf } from '../lookalikes.ts';
import type { HeldName, OwnershipChanges } from '../ownership-changes.ts';
import type {
  OwnershipBatch,
  OwnershipEntry,
  OwnershipStore,
  Positioned,
  UserFacts,
} from '../ownership-store.ts';

/** The number in a name is the version of its shape. Ids are compact. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS roles_1 (
    user_id ANY PRIMARY KEY,
    role TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS roles_1_administrators ON roles_1 (role) WHERE role = 'administrator';
  CREATE TABLE IF NOT EXISTS owners_1 (
    device_id ANY PRIMARY KEY,
    owner_id ANY NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS owners_1_by_owner ON owners_1 (owner_id);
  CREATE TABLE IF NOT EXISTS names_1 (
    stream TEXT PRIMARY KEY,
    skeleton TEXT NOT NULL,
    name TEXT NOT NULL,
    user_id ANY NOT NULL,
    position TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS names_1_by_skeleton ON names_1 (skeleton);
  CREATE TABLE IF NOT EXISTS positions_1 (
    name TEXT PRIMARY KEY,
    position TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const TABLES = ['roles_1', 'owners_1', 'names_1', 'positions_1'];
const PAGE_SIZE = 1_000;
/** Reads are few: the system caches the file as well. */
const CACHE_MEGABYTES = 8;

type Row = Record<string, SQLOutputValue>;

/** The ownership index in an SQLite file of its own. */
export class SqliteOwnershipStore implements OwnershipStore {
  readonly #db: EmbeddedDatabase;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(url: string) {
    this.#db = openDatabase(url, {
      contents: 'ownership index',
      schema: SCHEMA,
      walMegabytes: 64,
      cacheMegabytes: CACHE_MEGABYTES,
    });
    this.#statements = prepare(this.#db);
  }

  async position(): Promise<Position | undefined> {
    return translateSqliteErrors(this.#db, () => this.#position('index'));
  }

  apply({ after, position, changes }: OwnershipBatch): Promise<Position | undefined> {
    return transact(this.#db, () => {
      const current = this.#position('index');
      if ((current ?? '') < after || (current ?? '') >= position) return current;
      this.#write(changes);
      this.#statements.setPosition.run('index', position);
      return position;
    });
  }

  async factsOf(userId: string): Promise<UserFacts & Positioned> {
    const id = compactId(userId);
    return this.#read(() => ({
      otherAdministrators: this.#statements.otherAdministrators.get(id)!.count as number,
      ownedDevices: this.#statements.ownedDevices.get(id)!.count as number,
    }));
  }

  async rolesOf(userIds: readonly string[]) {
    return this.#read(() => {
      const roles = new Map<string, UserRole>();
      for (const userId of userIds) {
        const row = this.#statements.role.get(compactId(userId));
        if (row) roles.set(userId, row.role as UserRole);
      }
      return { roles };
    });
  }

  async devicesOf(userId: string) {
    return this.#read(() => ({
      devices: this.#statements.devicesOf
        .all(compactId(userId))
        .map(({ device_id: id }) => idFrom(id)),
    }));
  }

  async lookalikesOf(name: string) {
    return this.#read(() => ({
      names: this.#statements.lookalikes.all(skeletonOf(name)).map(heldNameFrom),
    }));
  }

  async *entries(): AsyncIterable<OwnershipEntry> {
    const { rolePage, ownerPage, namePage } = this.#statements;
    for (const { user_id: id, role } of this.#pages(rolePage, 'user_id')) {
      yield { kind: 'role', id: idFrom(id), value: role as UserRole };
    }
    for (const { device_id: id, owner_id: owner } of this.#pages(ownerPage, 'device_id')) {
      yield { kind: 'owner', id: idFrom(id), value: idFrom(owner) };
    }
    for (const row of this.#pages(namePage, 'stream')) {
      yield { kind: 'name', id: row.stream as string, value: heldNameFrom(row) };
    }
  }

  async count(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#statements.count.get()!.count as number);
  }

  async clear(): Promise<void> {
    await transact(this.#db, () => {
      for (const table of TABLES) this.#db.exec(`DELETE FROM ${table}`);
    });
  }

  async policyPosition(): Promise<Position | undefined> {
    return translateSqliteErrors(this.#db, () => this.#position('policies'));
  }

  async setPolicyPosition(position: Position): Promise<void> {
    await transact(this.#db, () => {
      this.#statements.setPosition.run('policies', position);
    });
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  #position(name: 'index' | 'policies'): Position | undefined {
    return this.#statements.position.get(name)?.position as Position | undefined;
  }

  #write({ roles, owners, names }: OwnershipChanges): void {
    const { setRole, deleteRole, setOwner, deleteOwner, setName, deleteName } = this.#statements;
    for (const [userId, role] of roles) {
      if (role) setRole.run(compactId(userId), role);
      else deleteRole.run(compactId(userId));
    }
    for (const [deviceId, ownerId] of owners) {
      if (ownerId === undefined) deleteOwner.run(compactId(deviceId));
      else setOwner.run(compactId(deviceId), compactId(ownerId));
    }
    for (const [stream, held] of names) {
      if (!held) deleteName.run(stream);
      else {
        const { name, userId, position } = held;
        setName.run(stream, skeletonOf(name), name, compactId(userId), position);
      }
    }
  }

  /** Reads with the position, in one transaction. */
  #read<T extends object>(read: () => T): T & Positioned {
    return translateSqliteErrors(this.#db, () => {
      this.#db.exec('BEGIN');
      try {
        return { ...read(), position: this.#position('index') };
      } finally {
        this.#db.exec('COMMIT');
      }
    });
  }

  /** Reads a table in the order of its key. Every key, text or bytes, is greater than the empty text. */
  *#pages(page: StatementSync, key: string): Iterable<Row> {
    let after: SQLOutputValue = '';
    for (;;) {
      const rows = translateSqliteErrors(this.#db, () => page.all(after));
      yield* rows;
      if (rows.length < PAGE_SIZE) return;
      after = rows.at(-1)![key]!;
    }
  }
}

function prepare(db: EmbeddedDatabase) {
  const page = (table: string, key: string) =>
    db.prepare(`SELECT * FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${PAGE_SIZE}`);
  return {
    position: db.prepare('SELECT position FROM positions_1 WHERE name = ?'),
    setPosition: db.prepare('INSERT OR REPLACE INTO positions_1 VALUES (?, ?)'),
    setRole: db.prepare('INSERT OR REPLACE INTO roles_1 VALUES (?, ?)'),
    deleteRole: db.prepare('DELETE FROM roles_1 WHERE user_id = ?'),
    setOwner: db.prepare('INSERT OR REPLACE INTO owners_1 VALUES (?, ?)'),
    deleteOwner: db.prepare('DELETE FROM owners_1 WHERE device_id = ?'),
    setName: db.prepare('INSERT OR REPLACE INTO names_1 VALUES (?, ?, ?, ?, ?)'),
    deleteName: db.prepare('DELETE FROM names_1 WHERE stream = ?'),
    role: db.prepare('SELECT role FROM roles_1 WHERE user_id = ?'),
    otherAdministrators: db.prepare(`
      SELECT count(*) AS count FROM roles_1 WHERE role = 'administrator' AND user_id <> ?`),
    ownedDevices: db.prepare('SELECT count(*) AS count FROM owners_1 WHERE owner_id = ?'),
    devicesOf: db.prepare('SELECT device_id FROM owners_1 WHERE owner_id = ?'),
    lookalikes: db.prepare('SELECT name, user_id, position FROM names_1 WHERE skeleton = ?'),
    rolePage: page('roles_1', 'user_id'),
    ownerPage: page('owners_1', 'device_id'),
    namePage: page('names_1', 'stream'),
    count: db.prepare(`
      SELECT (SELECT count(*) FROM roles_1) + (SELECT count(*) FROM owners_1)
           + (SELECT count(*) FROM names_1) AS count`),
  };
}

function idFrom(stored: SQLOutputValue | undefined): string {
  return expandId(stored as string | Uint8Array);
}

function heldNameFrom({ name, user_id: userId, position }: Row): HeldName {
  return { name: name as string, userId: idFrom(userId), position: position as Position };
}
