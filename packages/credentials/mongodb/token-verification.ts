import { MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { outdatedAt } from '../signing-keys.ts';
import type { PublicKey, Session, TokenVerification } from '../token-verification.ts';
import { CredentialCollections, DATABASE, sessionOf } from './collections.ts';

/**
 * Verifies access tokens against the database of a credential store. Reads only the collections
 * `sessions_1`, `sign_ins_1` and `public_keys_1`, and needs no other rights.
 */
export class MongoTokenVerification implements TokenVerification {
  readonly #connection: MongoConnection;
  readonly #now: () => number;

  /** @throws TypeError if the URL is no MongoDB URL, or has an unsupported option */
  constructor(url: string, now: () => number) {
    this.#connection = new MongoConnection({ url, database: DATABASE });
    this.#now = now;
  }

  publicKeys(): Promise<readonly PublicKey[]> {
    return this.#connection.use((db) => publicKeysAt(db, this.#now()));
  }

  findSession(sessionId: string): Promise<Session | undefined> {
    return this.#connection.use((db) => sessionAt(db, sessionId, this.#now()));
  }

  findSessions(sessionIds: readonly string[]): Promise<readonly Session[]> {
    return this.#connection.use((db) => sessionsAt(db, sessionIds, this.#now()));
  }

  sessionsOf(userId: string): Promise<readonly Session[]> {
    return this.#connection.use((db) => sessionsOfUser(db, userId, this.#now()));
  }

  lastSignIns(userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#connection.use((db) => lastSignInsOf(db, userIds));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** Reads the keys that a valid token may be signed with. */
export async function publicKeysAt(db: Db, now: number): Promise<readonly PublicKey[]> {
  const stored = await new CredentialCollections(db).publicKeys
    .find()
    .sort({ number: 1 })
    .toArray();
  const keys = stored.map(({ _id: id, publicKey, signsFrom }) => {
    return { id, publicKey, signsFrom: signsFrom.getTime() };
  });
  const outdated = outdatedAt(keys, now);
  const valid = keys.filter((key) => !outdated.includes(key));
  return valid.map(({ id, publicKey }) => ({ id, publicKey }));
}

/** Sessions of earlier releases started without a record of the sign-in. */
export async function lastSignInsOf(
  db: Db,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { signIns, sessions } = new CredentialCollections(db);
  const last = new Map<string, number>();
  const noted = await signIns.find({ _id: { $in: [...userIds] } }).toArray();
  for (const { _id, at } of noted) last.set(_id, at.getTime());
  const unknown = userIds.filter((id) => !last.has(id));
  const started = await sessions.find({ userId: { $in: unknown } }).toArray();
  for (const { userId, startedAt } of started) {
    last.set(userId, Math.max(last.get(userId) ?? 0, startedAt.getTime()));
  }
  return last;
}

/** Finds a live session. */
export async function sessionAt(db: Db, id: string, now: number): Promise<Session | undefined> {
  const filter = { _id: id, expiresAt: { $gt: new Date(now) } };
  const stored = await new CredentialCollections(db).sessions.findOne(filter);
  return stored ? sessionOf(stored) : undefined;
}

/** Finds the live ones of some sessions. */
export async function sessionsAt(
  db: Db,
  ids: readonly string[],
  now: number,
): Promise<readonly Session[]> {
  const filter = { _id: { $in: [...ids] }, expiresAt: { $gt: new Date(now) } };
  const stored = await new CredentialCollections(db).sessions.find(filter).toArray();
  return stored.map(sessionOf);
}

/** Finds the live sessions of a user, newest first. */
export async function sessionsOfUser(
  db: Db,
  userId: string,
  now: number,
): Promise<readonly Session[]> {
  const filter = { userId, expiresAt: { $gt: new Date(now) } };
  const { sessions } = new CredentialCollections(db);
  const stored = await sessions.find(filter).sort({ startedAt: -1 }).hint('by_user').toArray();
  return stored.map(sessionOf);
}
