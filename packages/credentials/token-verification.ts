/**
 * The read-only part of the credential store, for services that sign nobody in: without passwords,
 * refresh tokens and signing keys. All methods throw EngineUnavailable while the store is unavailable. Instants are
 * milliseconds since 1970, UTC.
 */
export interface TokenVerification {
  /**
   * The keys that verify access tokens: the current one, the next one, and those whose last tokens have not
   * expired.
   */
  publicKeys(): Promise<readonly PublicKey[]>;

  /** A live session; `undefined` where it has ended or expired. */
  findSession(sessionId: string): Promise<Session | undefined>;

  /** The live sessions among these, in no order. */
  findSessions(sessionIds: readonly string[]): Promise<readonly Session[]>;

  /** Lists the live sessions of a user, newest first. */
  sessionsOf(userId: string): Promise<readonly Session[]>;

  /** The instants at which these users last signed in, by their ids; without those who never did. */
  lastSignIns(userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;

  close(): Promise<void>;
}

export interface PublicKey {
  /** The `kid` of the tokens that are verified by it. */
  readonly id: string;
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
}

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly startedAt: number;
  /** The time of its newest refresh token. */
  readonly refreshedAt: number;
  /** The time at which it ends unless it is refreshed. */
  readonly expiresAt: number;
}
