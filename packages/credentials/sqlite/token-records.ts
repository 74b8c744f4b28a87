import { type EmbeddedDatabase, ReadCache } from '@energy/engines';
import { outdatedAt } from '../signing-keys.ts';
import type { PublicKey, Session } from '../token-verification.ts';

/** A session as its table has it. */
export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly started_at: number;
  readonly refreshed_at: number;
  readonly expires_at: number;
}

interface PublicKeyRow {
  readonly id: string;
  readonly public_key: string;
  readonly signs_from: number;
}

const SESSION_CACHE_SIZE = 10_000;

/** The part of the database that access tokens are verified by. */
export class TokenRecords {
  readonly #now: () => number;
  readonly #session;
  readonly #sessions: ReadCache<SessionRow | undefined>;
  readonly #publicKeys;
  readonly #signIn;
  readonly #sessionStart;
  readonly #sessionsOf;

  constructor(db: EmbeddedDatabase, now: () => number) {
    this.#now = now;
    this.#session = db.prepare(`
      SELECT id, user_id, started_at, refreshed_at, expires_at FROM sessions WHERE id = ?`);
    this.#sessions = new ReadCache(db, { max: SESSION_CACHE_SIZE });
    this.#signIn = db.prepare('SELECT at FROM sign_ins WHERE user_id = ?');
    this.#sessionStart = db.prepare(
      'SELECT started_at AS at FROM sessions WHERE user_id = ? ORDER BY started_at DESC LIMIT 1',
    );
    this.#sessionsOf = db.prepare(`
      SELECT id, user_id, started_at, refreshed_at, expires_at FROM sessions
      WHERE user_id = ? AND expires_at > ? ORDER BY started_at DESC`);
    this.#publicKeys = db.prepare(
      'SELECT id, public_key, signs_from FROM signing_keys ORDER BY signs_from, created_at, id',
    );
  }

  session(sessionId: string): Session | undefined {
    const row = this.#sessions.get(
      sessionId,
      () => this.#session.get(sessionId) as SessionRow | undefined,
    );
    return row && row.expires_at > this.#now() ? sessionOf(row) : undefined;
  }

  sessions(sessionIds: readonly string[]): readonly Session[] {
    return sessionIds.flatMap((id) => this.session(id) ?? []);
  }

  sessionsOf(userId: string): readonly Session[] {
    const rows = this.#sessionsOf.all(userId, this.#now()) as unknown as SessionRow[];
    return rows.map(sessionOf);
  }

  /** Sessions of earlier releases started without a record of the sign-in. */
  lastSignIns(userIds: readonly string[]): ReadonlyMap<string, number> {
    const last = new Map<string, number>();
    for (const userId of userIds) {
      const row = this.#signIn.get(userId) ?? this.#sessionStart.get(userId);
      if (row) last.set(userId, row.at as number);
    }
    return last;
  }

  publicKeys(): readonly PublicKey[] {
    const rows = this.#publicKeys.all() as unknown as PublicKeyRow[];
    const keys = rows.map((row) => ({ ...row, signsFrom: row.signs_from }));
    const outdated = outdatedAt(keys, this.#now());
    const valid = keys.filter((key) => !outdated.includes(key));
    return valid.map((key) => ({ id: key.id, publicKey: key.public_key }));
  }
}

export function sessionOf(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id,
    startedAt: row.started_at,
    refreshedAt: row.refreshed_at,
    expiresAt: row.expires_at,
  };
}
