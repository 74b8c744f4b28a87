import { randomUUID } from 'node:crypto';
import { MongoConnection } from '@energy/engines/mongodb';
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
import { sessionExpiry } from '../session.ts';
import type { PublicKey, Session } from '../token-verification.ts';
import { CredentialCollections, DATABASE, makeIndexes, sessionOf } from './collections.ts';
import { rotateKeys, signingKeyAt } from './key-ring.ts';
import { firstToken, hashOf, refresh } from './refresh-tokens.ts';
import { publicKeysAt, sessionAt, sessionsAt } from './token-verification.ts';

/**
 * The credential store in one database of a MongoDB, for the processes of many machines. It is connected
 * to when it is first needed; one that is away is no error until then. What touches several documents is
 * one transaction; two that must not both be right write the same document.
 */
export class MongoCredentialStore implements CredentialStore {
  readonly #connection: MongoConnection;
  readonly #now: () => number;

  /** @throws TypeError where the URL is no MongoDB URL, or has an option that can't be chosen */
  constructor(url: string, now: () => number) {
    this.#connection = new MongoConnection({ url, database: DATABASE, prepare: makeIndexes });
    this.#now = now;
  }

  findPassword(userId: string): Promise<StoredPassword | undefined> {
    return this.#use(async ({ passwords }) => {
      const stored = await passwords.findOne({ _id: userId });
      return stored ? { hash: stored.hash, mustChange: stored.mustChange } : undefined;
    });
  }

  setPassword(userId: string, password: NewPassword, replaces?: Replaced): Promise<boolean> {
    const { hash, mustChange, change } = password;
    const made = change && { changes: this.#changeRecord(change) };
    return this.#transact(async ({ passwords, sessions, options }) => {
      const inPlace = (await passwords.findOne({ _id: userId }, options))?.hash;
      if (inPlace === hash) return true; // this very call, repeated
      if (replaces && inPlace !== (replaces === 'none' ? undefined : replaces.hash)) return false;
      const update = { $set: { hash, mustChange }, ...(made && { $push: made }) };
      await passwords.updateOne({ _id: userId }, update, { ...options, upsert: true });
      await sessions.deleteMany({ userId }, options);
      return true;
    });
  }

  unrecordedChanges(): Promise<readonly PasswordChange[]> {
    return this.#use(async ({ passwords }) => {
      const stored = await passwords.find({ 'changes.id': { $gt: '' } }).toArray();
      return stored
        .flatMap(({ _id: userId, changes = [] }) => changes.map((kept) => ({ ...kept, userId })))
        .sort((a, b) => a.keptAt.getTime() - b.keptAt.getTime())
        .map(({ id, userId, reset, context }) => {
          return { id, userId, reset, context: JSON.parse(context) };
        });
    });
  }

  async changeRecorded(id: string): Promise<void> {
    await this.#use(({ passwords }) =>
      passwords.updateOne({ 'changes.id': id }, { $pull: { changes: { id } } }),
    );
  }

  async rehashPassword(userId: string, from: string, to: string): Promise<void> {
    await this.#use(({ passwords }) =>
      passwords.updateOne({ _id: userId, hash: from }, { $set: { hash: to } }),
    );
  }

  async startSession(userId: string, passwordHash: string): Promise<StartedSession | undefined> {
    const now = this.#now();
    await this.#use(({ sessions }) => sessions.deleteMany({ expiresAt: { $lte: new Date(now) } }));
    const times = { startedAt: now, refreshedAt: now };
    const session = { id: randomUUID(), userId, ...times, expiresAt: sessionExpiry(times) };
    return this.#transact(async (store) => {
      // It writes to the password, so that whoever replaces that meanwhile ends this session too.
      const password = await store.passwords.findOneAndUpdate(
        { _id: userId, hash: passwordHash },
        { $inc: { sessions: 1 } },
        store.options,
      );
      if (!password) return undefined;
      const { id: _id, expiresAt } = session;
      const [startedAt, refreshedAt] = [new Date(now), new Date(now)];
      const stored = { _id, userId, startedAt, refreshedAt, expiresAt: new Date(expiresAt) };
      await store.sessions.insertOne(stored, store.options);
      const refreshToken = await firstToken(store, session);
      return { session, refreshToken, mustChange: password.mustChange };
    });
  }

  refreshSession(refreshToken: string): Promise<RefreshOutcome> {
    return this.#transact((store) => refresh(store, refreshToken, this.#now()));
  }

  findSession(sessionId: string): Promise<Session | undefined> {
    return this.#connection.use((db) => sessionAt(db, sessionId, this.#now()));
  }

  findSessions(sessionIds: readonly string[]): Promise<readonly Session[]> {
    return this.#connection.use((db) => sessionsAt(db, sessionIds, this.#now()));
  }

  sessionsOf(userId: string): Promise<readonly Session[]> {
    const goingOn = { userId, expiresAt: { $gt: new Date(this.#now()) } };
    return this.#use(async ({ sessions }) => {
      const newestFirst = sessions.find(goingOn).sort({ startedAt: -1 }).hint('by_user');
      return (await newestFirst.toArray()).map(sessionOf);
    });
  }

  async endSession(session: { sessionId: string } | { refreshToken: string }): Promise<void> {
    await this.#use(async ({ sessions, tokens }) => {
      const sessionId =
        'sessionId' in session
          ? session.sessionId
          : (await tokens.findOne({ _id: hashOf(session.refreshToken) }))?.sessionId;
      if (sessionId !== undefined) await sessions.deleteOne({ _id: sessionId });
    });
  }

  async endSessions(userId: string, options?: { startedBefore: number }): Promise<void> {
    const startedAt = options && { $lt: new Date(options.startedBefore) };
    const ended = { userId, ...(startedAt && { startedAt }) };
    await this.#transact((store) => store.sessions.deleteMany(ended, store.options));
  }

  async forget(userId: string): Promise<void> {
    await this.#transact(async ({ passwords, sessions, options }) => {
      await passwords.deleteOne({ _id: userId }, options);
      await sessions.deleteMany({ userId }, options);
    });
  }

  signingKey(): Promise<SigningKey> {
    return signingKeyAt(this.#connection, this.#now());
  }

  publicKeys(): Promise<readonly PublicKey[]> {
    return this.#connection.use((db) => publicKeysAt(db, this.#now()));
  }

  rotateSigningKey({ olderThanMs }: { olderThanMs: number }): Promise<void> {
    return this.#transact((store) => rotateKeys(store, olderThanMs, this.#now()));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #use<T>(work: (store: CredentialCollections) => Promise<T>): Promise<T> {
    return this.#connection.use((db) => work(new CredentialCollections(db)));
  }

  #transact<T>(work: (store: CredentialCollections) => Promise<T>): Promise<T> {
    return this.#connection.transact((db, session) => work(new CredentialCollections(db, session)));
  }

  #changeRecord({ id, reset, context }: PasswordChange) {
    return { id, reset, context: JSON.stringify(context), keptAt: new Date(this.#now()) };
  }
}
