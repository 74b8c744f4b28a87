import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import {
  type EmbeddedDatabase,
  openDatabase,
  transact,
  translateSqliteErrors,
} from '@energy/engines';
import {
  type AttemptJudgement,
  type FailedAttempts,
  judgeAttempt,
  NO_ATTEMPTS,
  UNKNOWN_ACCOUNT_MS,
  UNKNOWN_ACCOUNTS,
} from '../attempt-limits.ts';
import type {
  CredentialStore,
  NewPassword,
  PasswordChange,
  RefreshOutcome,
  Replaced,
  SigningKey,
  StartedSession,
  StoredPassword,
} from '../credential-store.ts';
import { isSpent } from '../passwords.ts';
import {
  BROWSER_SECRET,
  hashOfToken,
  judgeTokenUse,
  newBrowserSecret,
  newRefreshToken,
  newSalt,
  nextRefreshToken,
  sessionExpiry,
} from '../session.ts';
import { type KeyPair, newKeyPair, outdatedAt, signingAt } from '../signing-keys.ts';
import type { PublicKey, Session } from '../token-verification.ts';
import { TokenRecords } from './token-records.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS passwords (
    user_id TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    must_change INTEGER NOT NULL,
    expires_at INTEGER,
    is_used INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS password_changes (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES passwords ON DELETE CASCADE,
    reset INTEGER NOT NULL,
    context TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS password_changes_by_user ON password_changes (user_id);
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES passwords ON DELETE CASCADE,
    started_at INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    proved_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (user_id, started_at);
  CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires_at);
  CREATE TABLE IF NOT EXISTS sign_ins (
    user_id TEXT PRIMARY KEY REFERENCES passwords ON DELETE CASCADE,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS refresh_tokens (
    hash BLOB PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
    used_at INTEGER,
    salt BLOB
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS refresh_tokens_by_session ON refresh_tokens (session_id);
  CREATE TABLE IF NOT EXISTS signing_keys (
    id TEXT PRIMARY KEY,
    private_key TEXT NOT NULL,
    public_key TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    signs_from INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS failed_attempts (
    account TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS failed_attempts_by_time ON failed_attempts (last_at);
  CREATE TABLE IF NOT EXISTS secrets (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** Columns that stores of earlier releases lack. */
const ADDED_COLUMNS = [
  { table: 'passwords', column: 'expires_at', type: 'INTEGER' },
  { table: 'passwords', column: 'is_used', type: 'INTEGER NOT NULL DEFAULT 0' },
  { table: 'sessions', column: 'proved_at', type: 'INTEGER' },
] as const;

interface PasswordRow {
  hash: string;
  must_change: number;
  expires_at: number | null;
  is_used: number;
}

interface ChangeRow {
  id: string;
  user_id: string;
  reset: number;
  context: string;
}

interface TokenRow {
  session_id: string;
  used_at: number | null;
  salt: Uint8Array | null;
}

interface KeyRow {
  id: string;
  private_key: string;
  public_key: string;
  created_at: number;
  signs_from: number;
}

/** The credential store in one SQLite file, for the processes of one user on one machine. */
export class SqliteCredentialStore implements CredentialStore {
  readonly #db: EmbeddedDatabase;
  readonly #now: () => number;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #tokenRecords: TokenRecords;

  constructor(url: string, now: () => number) {
    this.#db = openDatabase(url, {
      contents: 'credentials',
      schema: SCHEMA,
      prepare: addMissingColumns,
    });
    // Overwrites deleted content in the file.
    this.#db.exec('PRAGMA secure_delete = ON');
    this.#now = now;
    this.#statements = prepare(this.#db);
    this.#tokenRecords = new TokenRecords(this.#db, now);
  }

  async findPassword(userId: string): Promise<StoredPassword | undefined> {
    return translateSqliteErrors(this.#db, () => this.#password(userId));
  }

  setPassword(userId: string, password: NewPassword, replaces?: Replaced): Promise<boolean> {
    const { hash, mustChange, expiresAt = null, change } = password;
    return transact(this.#db, () => {
      const inPlace = this.#password(userId)?.hash;
      if (inPlace === hash) return true; // a repeated call
      if (replaces && inPlace !== (replaces === 'none' ? undefined : replaces.hash)) return false;
      this.#statements.setPassword.run(userId, hash, Number(mustChange), expiresAt);
      this.#statements.clearAttempts.run(userId);
      this.#statements.endSessions.run(userId, Number.MAX_SAFE_INTEGER);
      if (change) this.#keep(change);
      return true;
    });
  }

  async unrecordedChanges(): Promise<readonly PasswordChange[]> {
    return translateSqliteErrors(this.#db, () => {
      const rows = this.#statements.changes.all() as unknown as ChangeRow[];
      return rows.map(({ id, user_id: userId, reset, context }) => {
        return { id, userId, reset: reset === 1, context: JSON.parse(context) };
      });
    });
  }

  changeRecorded(id: string): Promise<void> {
    return transact(this.#db, () => {
      this.#statements.deleteChange.run(id);
    });
  }

  rehashPassword(userId: string, from: string, to: string): Promise<void> {
    return transact(this.#db, () => {
      this.#statements.rehash.run(to, userId, from);
    });
  }

  startSession(userId: string, passwordHash: string): Promise<StartedSession | undefined> {
    return transact(this.#db, () => {
      const password = this.#password(userId);
      const now = this.#now();
      if (password?.hash !== passwordHash || isSpent(password, now)) return undefined;
      this.#statements.endExpired.run(now);
      const times = { startedAt: now, refreshedAt: now };
      const session = { id: randomUUID(), userId, ...times, expiresAt: sessionExpiry(times) };
      const refreshToken = newRefreshToken();
      this.#statements.insertSession.run(session.id, userId, now, now, session.expiresAt, now);
      this.#statements.noteSignIn.run(userId, now);
      this.#statements.usePassword.run(userId);
      this.#statements.clearAttempts.run(userId);
      this.#statements.insertToken.run(hashOfToken(refreshToken), session.id);
      return { session, refreshToken, mustChange: password.mustChange };
    });
  }

  proveSession(sessionId: string, passwordHash: string): Promise<boolean> {
    return transact(this.#db, () => {
      const session = this.#tokenRecords.session(sessionId);
      if (!session || this.#password(session.userId)?.hash !== passwordHash) return false;
      this.#statements.proveSession.run(this.#now(), sessionId);
      this.#statements.clearAttempts.run(session.userId);
      return true;
    });
  }

  async provedAt(sessionId: string): Promise<number | undefined> {
    return translateSqliteErrors(this.#db, () => {
      const row = this.#statements.provedAt.get(sessionId, this.#now());
      return row && ((row.proved_at ?? row.started_at) as number);
    });
  }

  countAttempt(
    account: string,
    { isKnownBrowser }: { isKnownBrowser: boolean },
  ): Promise<AttemptJudgement> {
    return transact(this.#db, () => {
      const now = this.#now();
      this.#statements.clearUnknownAccounts.run(now - UNKNOWN_ACCOUNT_MS);
      const failed = this.#statements.attempts.get(account) as unknown as
        | FailedAttempts
        | undefined;
      const judgement = judgeAttempt(failed ?? NO_ATTEMPTS, { isKnownBrowser, now });
      if (judgement.status === 'allowed') this.#statements.countAttempt.run(account, now);
      return judgement;
    });
  }

  browserSecret(): Promise<string> {
    return transact(this.#db, () => {
      this.#statements.insertSecret.run(BROWSER_SECRET, newBrowserSecret());
      return this.#statements.secret.get(BROWSER_SECRET)!.value as string;
    });
  }

  refreshSession(refreshToken: string): Promise<RefreshOutcome> {
    return transact(this.#db, () => this.#refresh(refreshToken));
  }

  async findSession(sessionId: string): Promise<Session | undefined> {
    return translateSqliteErrors(this.#db, () => this.#tokenRecords.session(sessionId));
  }

  async findSessions(sessionIds: readonly string[]): Promise<readonly Session[]> {
    return translateSqliteErrors(this.#db, () => this.#tokenRecords.sessions(sessionIds));
  }

  async lastSignIns(userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return translateSqliteErrors(this.#db, () => this.#tokenRecords.lastSignIns(userIds));
  }

  async sessionsOf(userId: string): Promise<readonly Session[]> {
    return translateSqliteErrors(this.#db, () => this.#tokenRecords.sessionsOf(userId));
  }

  endSession(session: { sessionId: string } | { refreshToken: string }): Promise<void> {
    return transact(this.#db, () => {
      if ('sessionId' in session) this.#statements.endSession.run(session.sessionId);
      else this.#statements.endSessionByToken.run(hashOfToken(session.refreshToken));
    });
  }

  endSessions(
    userId: string,
    { startedBefore }: { startedBefore: number } = { startedBefore: Number.MAX_SAFE_INTEGER },
  ): Promise<void> {
    return transact(this.#db, () => {
      this.#statements.endSessions.run(userId, startedBefore);
    });
  }

  forget(userId: string): Promise<void> {
    return transact(this.#db, () => {
      this.#statements.forget.run(userId);
      this.#statements.clearAttempts.run(userId);
    });
  }

  async signingKey(): Promise<SigningKey> {
    const keys = translateSqliteErrors(this.#db, () => this.#keys());
    const { id, privateKey } = signingAt(keys, this.#now()) ?? (await this.#makeFirstKey());
    return { id, privateKey };
  }

  async publicKeys(): Promise<readonly PublicKey[]> {
    return translateSqliteErrors(this.#db, () => this.#tokenRecords.publicKeys());
  }

  rotateSigningKey({ olderThanMs }: { olderThanMs: number }): Promise<void> {
    return transact(this.#db, () => {
      const keys = this.#keys();
      const now = this.#now();
      for (const { id } of outdatedAt(keys, now)) this.#statements.deleteKey.run(id);
      const newest = keys.at(-1);
      if (!newest || newest.createdAt + olderThanMs <= now) this.#insertKey(newKeyPair(keys, now));
    });
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  #password(userId: string): StoredPassword | undefined {
    const row = this.#statements.password.get(userId) as unknown as PasswordRow | undefined;
    if (!row) return undefined;
    const { hash, expires_at: expiresAt } = row;
    if (row.must_change === 0) return { hash, mustChange: false };
    return { hash, mustChange: true, expiresAt: expiresAt ?? undefined, isUsed: row.is_used === 1 };
  }

  #keep({ id, userId, reset, context }: PasswordChange): void {
    this.#statements.insertChange.run(id, userId, Number(reset), JSON.stringify(context));
  }

  #token(refreshToken: string): TokenRow | undefined {
    return this.#statements.token.get(hashOfToken(refreshToken)) as unknown as TokenRow | undefined;
  }

  #refresh(refreshToken: string): RefreshOutcome {
    const token = this.#token(refreshToken);
    const session = token && this.#tokenRecords.session(token.session_id);
    if (!session) return { status: 'unknown' };
    const salt = token.salt ?? newSalt();
    const next = nextRefreshToken(refreshToken, salt);
    const usedAt = token.used_at ?? undefined;
    const nextUsedAt = this.#token(next)?.used_at ?? undefined;
    switch (judgeTokenUse({ usedAt, nextUsedAt }, this.#now())) {
      case 'first':
        return this.#refreshed(this.#exchange(refreshToken, salt, next, session), next);
      case 'repeated':
        return this.#refreshed(session, next);
      case 'reused':
        this.#statements.endSession.run(session.id);
        return { status: 'reused', sessionId: session.id, userId: session.userId };
    }
  }

  #exchange(used: string, salt: Uint8Array, next: string, session: Session): Session {
    const now = this.#now();
    const expiresAt = sessionExpiry({ startedAt: session.startedAt, refreshedAt: now });
    this.#statements.useToken.run(now, salt, hashOfToken(used));
    this.#statements.insertToken.run(hashOfToken(next), session.id);
    this.#statements.prolongSession.run(now, expiresAt, session.id);
    return { ...session, refreshedAt: now, expiresAt };
  }

  #refreshed(session: Session, refreshToken: string): RefreshOutcome {
    const mustChange = this.#password(session.userId)?.mustChange === true;
    return { status: 'refreshed', session, refreshToken, mustChange };
  }

  /** Reads all keys, in the order in which they sign. */
  #keys(): readonly KeyPair[] {
    return (this.#statements.keys.all() as unknown as KeyRow[]).map((row) => ({
      id: row.id,
      privateKey: row.private_key,
      publicKey: row.public_key,
      createdAt: row.created_at,
      signsFrom: row.signs_from,
    }));
  }

  #makeFirstKey(): Promise<KeyPair> {
    return transact(this.#db, () => {
      const [first] = this.#keys(); // another process may have been faster
      return first ?? this.#insertKey(newKeyPair([], this.#now()));
    });
  }

  #insertKey(key: KeyPair): KeyPair {
    const { id, privateKey, publicKey, createdAt, signsFrom } = key;
    this.#statements.insertKey.run(id, privateKey, publicKey, createdAt, signsFrom);
    return key;
  }
}

function prepare(db: DatabaseSync) {
  return {
    password: db.prepare(
      'SELECT hash, must_change, expires_at, is_used FROM passwords WHERE user_id = ?',
    ),
    setPassword: db.prepare(`
      INSERT INTO passwords (user_id, hash, must_change, expires_at) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,
        expires_at = excluded.expires_at, is_used = 0`),
    usePassword: db.prepare(
      'UPDATE passwords SET is_used = 1 WHERE user_id = ? AND must_change = 1',
    ),
    rehash: db.prepare('UPDATE passwords SET hash = ? WHERE user_id = ? AND hash = ?'),
    forget: db.prepare('DELETE FROM passwords WHERE user_id = ?'),
    insertChange: db.prepare(`
      INSERT INTO password_changes (id, user_id, reset, context) VALUES (?, ?, ?, ?)
      ON CONFLICT DO NOTHING`),
    changes: db.prepare('SELECT id, user_id, reset, context FROM password_changes ORDER BY number'),
    deleteChange: db.prepare('DELETE FROM password_changes WHERE id = ?'),
    insertSession: db.prepare(`
      INSERT INTO sessions (id, user_id, started_at, refreshed_at, expires_at, proved_at)
      VALUES (?, ?, ?, ?, ?, ?)`),
    noteSignIn: db.prepare(`
      INSERT INTO sign_ins (user_id, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at`),
    proveSession: db.prepare('UPDATE sessions SET proved_at = ? WHERE id = ?'),
    provedAt: db.prepare(
      'SELECT started_at, proved_at FROM sessions WHERE id = ? AND expires_at > ?',
    ),
    attempts: db.prepare('SELECT count, last_at AS lastAt FROM failed_attempts WHERE account = ?'),
    countAttempt: db.prepare(`
      INSERT INTO failed_attempts (account, count, last_at) VALUES (?, 1, ?)
      ON CONFLICT DO UPDATE SET count = count + 1, last_at = excluded.last_at`),
    clearAttempts: db.prepare('DELETE FROM failed_attempts WHERE account = ?'),
    clearUnknownAccounts: db.prepare(
      `DELETE FROM failed_attempts WHERE last_at <= ? AND account LIKE '${UNKNOWN_ACCOUNTS}%'`,
    ),
    insertSecret: db.prepare(
      'INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    secret: db.prepare('SELECT value FROM secrets WHERE name = ?'),
    prolongSession: db.prepare('UPDATE sessions SET refreshed_at = ?, expires_at = ? WHERE id = ?'),
    endSession: db.prepare('DELETE FROM sessions WHERE id = ?'),
    endSessionByToken: db.prepare(
      'DELETE FROM sessions WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = ?)',
    ),
    endSessions: db.prepare('DELETE FROM sessions WHERE user_id = ? AND started_at < ?'),
    endExpired: db.prepare('DELETE FROM sessions WHERE expires_at <= ?'),
    token: db.prepare('SELECT session_id, used_at, salt FROM refresh_tokens WHERE hash = ?'),
    insertToken: db.prepare('INSERT INTO refresh_tokens (hash, session_id) VALUES (?, ?)'),
    useToken: db.prepare('UPDATE refresh_tokens SET used_at = ?, salt = ? WHERE hash = ?'),
    keys: db.prepare('SELECT * FROM signing_keys ORDER BY signs_from, created_at, id'),
    insertKey: db.prepare(`
      INSERT INTO signing_keys (id, private_key, public_key, created_at, signs_from)
      VALUES (?, ?, ?, ?, ?)`),
    deleteKey: db.prepare('DELETE FROM signing_keys WHERE id = ?'),
  };
}

function addMissingColumns(db: EmbeddedDatabase): void {
  for (const { table, column, type } of ADDED_COLUMNS) {
    const columns = db.prepare('SELECT name FROM pragma_table_info(?)').all(table);
    if (columns.some(({ name }) => name === column)) continue;
    db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}
