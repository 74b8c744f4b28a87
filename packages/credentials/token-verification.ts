/**
 * The read-only part of the credential store, for services that only verify access tokens: it gives no
 * password, no refresh token and no signing key, and changes nothing. All methods
 * throw EngineUnavailable while the store is away. Instants are milliseconds since 1970, UTC.
 */
export interface TokenVerification {
  /**
   * The keys by which access tokens are verified: the one that signs now, the one that will sign
   * next, and those whose last tokens have not expired.
   */
  publicKeys(): Promise<readonly PublicKey[]>;

  /** A live session; `undefined` where it has ended or expired. */
  findSession(sessionId: string): Promise<Session | undefined>;

  /** The live ones of these sessions, in no order. */
  findSessions(sessionIds: readonly string[]): Promise<readonly Session[]>;

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
  /** When its newest refresh token was given out. */
  readonly refreshedAt: number;
  /** When it ends unless it is refreshed. */
  readonly expiresAt: number;
}
