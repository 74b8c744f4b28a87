import { constants } from 'node:sqlite';
import {
  type EmbeddedDatabase,
  EngineUnavailable,
  openDatabaseToRead,
  sqliteFile,
  translateSqliteErrors,
} from '@energy/engines';
import type { PublicKey, Session, TokenVerification } from '../token-verification.ts';
import { TokenRecords } from './token-records.ts';

/** Readable columns, by table. */
const READABLE: Readonly<Record<string, readonly string[]>> = {
  sessions: ['id', 'user_id', 'started_at', 'refreshed_at', 'expires_at'],
  sign_ins: ['user_id', 'at'],
  signing_keys: ['id', 'public_key', 'created_at', 'signs_from'],
};

/** Verifies access tokens against the file of the embedded credential store. */
export class SqliteTokenVerification implements TokenVerification {
  readonly #url: string;
  readonly #now: () => number;
  #opened: { readonly db: EmbeddedDatabase; readonly records: TokenRecords } | undefined;

  constructor(url: string, now: () => number) {
    this.#url = url;
    this.#now = now;
  }

  async publicKeys(): Promise<readonly PublicKey[]> {
    const { db, records } = this.#open();
    return translateSqliteErrors(db, () => records.publicKeys());
  }

  async findSession(sessionId: string): Promise<Session | undefined> {
    const { db, records } = this.#open();
    return translateSqliteErrors(db, () => records.session(sessionId));
  }

  async findSessions(sessionIds: readonly string[]): Promise<readonly Session[]> {
    const { db, records } = this.#open();
    return translateSqliteErrors(db, () => records.sessions(sessionIds));
  }

  async sessionsOf(userId: string): Promise<readonly Session[]> {
    const { db, records } = this.#open();
    return translateSqliteErrors(db, () => records.sessionsOf(userId));
  }

  async lastSignIns(userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { db, records } = this.#open();
    return translateSqliteErrors(db, () => records.lastSignIns(userIds));
  }

  async close(): Promise<void> {
    this.#opened?.db.close();
  }

  /** Opens the file at the first call: the store may be created after this process has started. */
  #open() {
    if (this.#opened) return this.#opened;
    const db = openForVerification(this.#url);
    this.#opened = { db, records: new TokenRecords(db, this.#now) };
    return this.#opened;
  }
}

/**
 * Opens the credential store's file read-only, restricted to the columns that verify tokens: SQLite itself
 * refuses the rest.
 *
 * @throws EngineUnavailable if there is no credential store in the file yet
 */
export function openForVerification(url: string): EmbeddedDatabase {
  const db = openDatabaseToRead(url, { contents: 'credentials' });
  if (!db || !isStore(db)) {
    db?.close();
    throw new EngineUnavailable(
      `there is no credential store in ${sqliteFile(url)} yet: what signs people in makes it`,
    );
  }
  db.setAuthorizer((action, table, column) => {
    if (action === constants.SQLITE_SELECT) return constants.SQLITE_OK;
    const isReadable = READABLE[table ?? '']?.includes(column ?? '') === true;
    const isAllowed = action === constants.SQLITE_READ && isReadable;
    return isAllowed ? constants.SQLITE_OK : constants.SQLITE_DENY;
  });
  return db;
}

/** Checks the newest table: all tables are created in one step. */
function isStore(db: EmbeddedDatabase): boolean {
  const tables = "SELECT 1 FROM sqlite_schema WHERE name = 'sign_ins'";
  return translateSqliteErrors(db, () => db.prepare(tables).get()) !== undefined;
}
