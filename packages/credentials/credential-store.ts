import type { AttemptJudgement } from './attempt-limits.ts';
import type { Session, TokenVerification } from './token-verification.ts';

/**
 * Passwords, sessions and the keys that sign access tokens. Stored apart from events and read models. Only the
 * services that sign users in open it; the others open {@link TokenVerification}.
 *
 * Each call is atomic, durable when its promise resolves, and idempotent. Any number of processes may use one
 * store. All methods throw EngineUnavailable while it is unavailable; no error contains a secret. Instants are
 * milliseconds since 1970, UTC.
 */
export interface CredentialStore extends TokenVerification {
  /** Finds the password of a user; `undefined` if none was ever set. */
  findPassword(userId: string): Promise<StoredPassword | undefined>;

  /**
   * Sets a user's password, ends every session and forgets the failed attempts of the user. Stores `change`
   * in the same step as an unrecorded change.
   *
   * @returns false, without a change, if the current password is not the one that `replaces` names
   */
  setPassword(userId: string, password: NewPassword, replaces?: Replaced): Promise<boolean>;

  /** Lists the unrecorded changes of passwords, oldest first. */
  unrecordedChanges(): Promise<readonly PasswordChange[]>;

  /** Removes a change of a password that has been recorded. */
  changeRecorded(id: string): Promise<void>;

  /**
   * Replaces the hash of a password by another one of the same password. Sessions stay. Changes nothing
   * if the password was changed since.
   */
  rehashPassword(userId: string, from: string, to: string): Promise<void>;

  /**
   * Starts a session for a user whose password was just verified against `passwordHash`.
   *
   * Uses up a one-time password. Forgets the failed attempts of the user.
   *
   * @returns `undefined` if that is no longer the hash of the user's password (it was changed, or the
   *   user forgotten, since it was read), or if it is a one-time password that was used or has expired
   */
  startSession(userId: string, passwordHash: string): Promise<StartedSession | undefined>;

  /**
   * Records that the holder of a session has just given the user's password, which was verified against
   * `passwordHash`. Forgets the failed attempts of the user.
   *
   * @returns false if that is no longer the hash of the user's password, or the session has ended
   */
  proveSession(sessionId: string, passwordHash: string): Promise<boolean>;

  /** Reads when the password was last given in a session, at its start or later; `undefined` without a session. */
  provedAt(sessionId: string): Promise<number | undefined>;

  /**
   * Counts an attempt to give a password as failed, before the password is verified, unless the rules of
   * `judgeAttempt` refuse it. Of attempts at the same time, no more are allowed than one after the other.
   *
   * @param account a user's id, or `unknownAccount` of a name that nobody has
   */
  countAttempt(account: string, attempt: { isKnownBrowser: boolean }): Promise<AttemptJudgement>;

  /** Reads the secret that signs the cookies of known browsers. Created at the first call, and never changed. */
  browserSecret(): Promise<string>;

  /**
   * Exchanges a refresh token for the next one of its session. A token works once. The same token
   * within `REFRESH_GRACE_MS` after that is answered alike (a reply was lost, or two tabs of a
   * browser asked at once); later it is taken for stolen, and the session ends for everybody.
   */
  refreshSession(refreshToken: string): Promise<RefreshOutcome>;

  /** Signs out: by its id, or by any of its refresh tokens. */
  endSession(session: { sessionId: string } | { refreshToken: string }): Promise<void>;

  /**
   * Ends the sessions of a user: all of them, or those that started before an instant. Event handlers
   * pass the event's instant, so that handling it again leaves newer sessions alone.
   */
  endSessions(userId: string, options?: { startedBefore: number }): Promise<void>;

  /** Forgets a user: password, sessions, and unrecorded changes of the password. */
  forget(userId: string): Promise<void>;

  /** Reads the key that signs access tokens now; creates one if there is none yet. */
  signingKey(): Promise<SigningKey>;

  /**
   * Creates the next signing key, unless the newest is younger than `olderThanMs`. It is published at
   * once and signs from `KEY_PUBLICATION_MS` later on.
   */
  rotateSigningKey(options: { olderThanMs: number }): Promise<void>;
}

export interface StoredPassword {
  /** As `PasswordHasher` encodes it. */
  readonly hash: string;
  /** True for a one-time password, which serves only to choose another one. */
  readonly mustChange: boolean;
  /** Expiry of a one-time password. */
  readonly expiresAt?: number | undefined;
  /** True if a one-time password was used to sign in: it works once. */
  readonly isUsed?: boolean;
}

export interface NewPassword extends Omit<StoredPassword, 'isUsed'> {
  readonly change?: PasswordChange;
}

/** A change of a user's password that is to be recorded. Contains no password and no hash. */
export interface PasswordChange {
  /** Chosen by the caller; the same id is the same change. */
  readonly id: string;
  readonly userId: string;
  /** True if an administrator or operator set a one-time password; false if users chose their own. */
  readonly reset: boolean;
  /** Actor and correlation id, as JSON. */
  readonly context: object;
}

/** The hash of the current password; 'none' if there is no password. */
export type Replaced = { readonly hash: string } | 'none';

export interface StartedSession {
  readonly session: Session;
  /** Opaque; known to its holder alone, for the store keeps its hash. */
  readonly refreshToken: string;
  readonly mustChange: boolean;
}

export type RefreshOutcome =
  | ({ readonly status: 'refreshed' } & StartedSession)
  /** No such token: made up, or its session has ended or expired. */
  | { readonly status: 'unknown' }
  /** The token had been used before; its session was ended by this. */
  | { readonly status: 'reused'; readonly sessionId: string; readonly userId: string };

/** An Ed25519 key that signs access tokens (EdDSA, RFC 8037). */
export interface SigningKey {
  /** The `kid` of the tokens that it signs. */
  readonly id: string;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
}
