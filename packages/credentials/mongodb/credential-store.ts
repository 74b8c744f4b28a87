import { randomUUID } from 'node:crypto';
import { MongoConnection } from '@energy/engines/mongodb';
import {
  type AttemptJudgement,
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
import { BROWSER_SECRET, newBrowserSecret, sessionExpiry } from '../session.ts';
import type { PublicKey, Session } from '../token-verification.ts';
import {
  CredentialCollections,
  DATABASE,
  makeCollections,
  type PasswordRecord,
} from './collections.ts';
import { rotateKeys, signingKeyAt } from './key-ring.ts';
import { firstToken, hashOf, refresh } from './refresh-tokens.ts';
import {
  lastSignInsOf,
  publicKeysAt,
  sessionAt,
  sessionsAt,
  sessionsOfUser,
} from './token-verification.ts';

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
    this.#connection = new MongoConnection({ url, database: DATABASE, prepare: makeCollections });
    this.#now = now;
  }

  findPassword(userId: string): Promise<StoredPassword | undefined> {
    return this.#use(async ({ passwords }) => {
      const stored = await passwords.findOne({ _id: userId });
      return stored ? passwordOf(stored) : undefined;
    });
  }

  setPassword(userId: string, password: NewPassword, replaces?: Replaced): Promise<boolean> {
    const { hash, mustChange, change } = password;
    const expiresAt = password.expiresAt === undefined ? null : new Date(password.expiresAt);
    const made = change && { changes: this.#changeRecord(change) };
    return this.#transact(async ({ passwords, sessions, attempts, options }) => {
      const inPlace = (await passwords.findOne({ _id: userId }, options))?.hash;
      if (inPlace === hash) return true; // this very call, repeated
      if (replaces && inPlace !== (replaces === 'none' ? undefined : replaces.hash)) return false;
      const set = { hash, mustChange, expiresAt, isUsed: false };
      const update = { $set: set, ...(made && { $push: made }) };
      await passwords.updateOne({ _id: userId }, update, { ...options, upsert: true });
      await sessions.deleteMany({ userId }, options);
      await attempts.deleteOne({ _id: userId }, options);
      return true;
    });
  }

  unrecordedChanges(): Promise<readonly PasswordChange[]> {
    return this.#use(async ({ passwords }) => {
      const stored = await passwords.find({ 'changes.id': { $gt: '' } }).toArray();
      return stored
        .flatMap(({ _id: userId, changes = [] }) =>
          changes.map((change) => ({ ...change, userId })),
        )
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
      const password = await store.passwords.findOne({ _id: userId }, store.options);
      if (password?.hash !== passwordHash || isSpent(passwordOf(password), now)) return undefined;
      // Writes to the password, so that a concurrent call that replaces or uses it conflicts.
      await store.passwords.updateOne(
        { _id: userId },
        { $inc: { sessions: 1 }, $set: { isUsed: password.mustChange } },
        store.options,
      );
      await store.attempts.deleteOne({ _id: userId }, store.options);
      const { id: _id, expiresAt } = session;
      const startedAt = new Date(now);
      const refreshedAt = new Date(now);
      const times = { startedAt, refreshedAt, expiresAt: new Date(expiresAt), provedAt: startedAt };
      const stored = { _id, userId, ...times };
      await store.sessions.insertOne(stored, store.options);
      await store.signIns.updateOne(
        { _id: userId },
        { $set: { at: startedAt } },
        { ...store.options, upsert: true },
      );
      const refreshToken = await firstToken(store, session);
      return { session, refreshToken, mustChange: password.mustChange };
    });
  }

  proveSession(sessionId: string, passwordHash: string): Promise<boolean> {
    const provedAt = new Date(this.#now());
    return this.#transact(async ({ sessions, passwords, attempts, options }) => {
      const live = { _id: sessionId, expiresAt: { $gt: provedAt } };
      const session = await sessions.findOne(live, options);
      const password = session && (await passwords.findOne({ _id: session.userId }, options));
      if (!session || password?.hash !== passwordHash) return false;
      await sessions.updateOne(live, { $set: { provedAt } }, options);
      await attempts.deleteOne({ _id: session.userId }, options);
      return true;
    });
  }

  provedAt(sessionId: string): Promise<number | undefined> {
    const live = { _id: sessionId, expiresAt: { $gt: new Date(this.#now()) } };
    return this.#use(async ({ sessions }) => {
      const session = await sessions.findOne(live);
      return session ? (session.provedAt ?? session.startedAt).getTime() : undefined;
    });
  }

  countAttempt(
    account: string,
    { isKnownBrowser }: { isKnownBrowser: boolean },
  ): Promise<AttemptJudgement> {
    const now = this.#now();
    const isUnknown = account.startsWith(UNKNOWN_ACCOUNTS);
    return this.#transact(async ({ attempts, options }) => {
      const stored = await attempts.findOne({ _id: account }, options);
      const failed = stored && { count: stored.count, lastAt: stored.lastAt.getTime() };
      const judgement = judgeAttempt(failed ?? NO_ATTEMPTS, { isKnownBrowser, now });
      if (judgement.status !== 'allowed') return judgement;
      const expiresAt = isUnknown && { expiresAt: new Date(now + UNKNOWN_ACCOUNT_MS) };
      await attempts.updateOne(
        { _id: account },
        { $inc: { count: 1 }, $set: { lastAt: new Date(now), ...expiresAt } },
        { ...options, upsert: true },
      );
      return judgement;
    });
  }

  browserSecret(): Promise<string> {
    return this.#transact(async ({ secrets, options }) => {
      const stored = await secrets.findOneAndUpdate(
        { _id: BROWSER_SECRET },
        { $setOnInsert: { value: newBrowserSecret() } },
        { ...options, upsert: true, returnDocument: 'after' },
      );
      return stored!.value;
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

  lastSignIns(userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#connection.use((db) => lastSignInsOf(db, userIds));
  }

  sessionsOf(userId: string): Promise<readonly Session[]> {
    return this.#connection.use((db) => sessionsOfUser(db, userId, this.#now()));
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
    await this.#transact(async ({ passwords, sessions, signIns, attempts, options }) => {
      await passwords.deleteOne({ _id: userId }, options);
      await signIns.deleteOne({ _id: userId }, options);
      await attempts.deleteOne({ _id: userId }, options);
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

function passwordOf({
  hash,
  mustChange,
  expiresAt,
  isUsed = false,
}: PasswordRecord): StoredPassword {
  if (!mustChange) return { hash, mustChange };
  return { hash, mustChange, expiresAt: expiresAt?.getTime(), isUsed };
}
