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
  /** The password of a user; `undefined` where none was ever set. */
  findPassword(userId: string): Promise<StoredPassword | undefined>;

  /**
   * Sets a user's password, ends every session and forgets the failed attempts of the user. With `change`,
   * it stores in the same step that the change is unrecorded.
   *
   * @returns false where the password in place is not the one that `replaces` names: nothing changed
   */
  setPassword(userId: string, password: NewPassword, replaces?: Replaced): Promise<boolean>;

  /** Unrecorded changes of passwords, oldest first. */
  unrecordedChanges(): Promise<readonly PasswordChange[]>;

  /** Removes a change of a password that has been recorded. */
  changeRecorded(id: string): Promise<void>;

  /**
   * Replaces the hash of a password by another one of the same password. Sessions stay. Changes nothing
   * where the password was changed since.
   */
  rehashPassword(userId: string, from: string, to: string): Promise<void>;

  /**
   * Starts a session for a user whose password was just verified against `passwordHash`.
   *
   * A one-time password is used up by it. The failed attempts of the user are forgotten.
   *
   * @returns `undefined` where that is no longer the hash of the user's password (it was changed, or the
   *   user forgotten, since it was read), and where it is a one-time password that was used or has expired
   */
  startSession(userId: string, passwordHash: string): Promise<StartedSession | undefined>;

  /**
   * Records that the holder of a session has just given the user's password, which was verified against
   * `passwordHash`. The failed attempts of the user are forgotten.
   *
   * @returns false where that is no longer the hash of the user's password, or the session has ended
   */
  proveSession(sessionId: string, passwordHash: string): Promise<boolean>;

  /** When the password was last given in a session: at its start or later; `undefined` for no session. */
  provedAt(sessionId: string): Promise<number | undefined>;

  /**
   * Counts an attempt to give a password as failed, before the password is verified, unless the rules of
   * `judgeAttempt` refuse it. Of attempts at the same time, no more are allowed than one after the other.
   *
   * @param account a user's id, or `unknownAccount` of a name that nobody has
   */
  countAttempt(account: string, attempt: { isKnownBrowser: boolean }): Promise<AttemptJudgement>;

  /** The secret that signs the cookies of known browsers. Made at the first call, and never changed. */
  browserSecret(): Promise<string>;

  /**
   * Exchanges a refresh token for the next one of its session. A token works once. The same token
   * within `REFRESH_GRACE_MS` after that is answered alike (a reply was lost, or two tabs of a
   * browser asked at once); later it is taken for stolen, and the session ends for everybody.
   */
  refreshSession(refreshToken: string): Promise<RefreshOutcome>;

  /** The live sessions of a user, newest first. */
  sessionsOf(userId: string): Promise<readonly Session[]>;

  /** Signs out: by its id, or by any of its refresh tokens. */
  endSession(session: { sessionId: string } | { refreshToken: string }): Promise<void>;

  /**
   * Ends the sessions of a user: all of them, or those that started before an instant. What acts on
   * an event gives the event's instant, so that acting on it again leaves newer sessions alone.
   */
  endSessions(userId: string, options?: { startedBefore: number }): Promise<void>;

  /** Forgets a user: password, sessions, and what is yet to be recorded of the password. */
  forget(userId: string): Promise<void>;

  /** The key that signs access tokens now. Where there is none yet, it is made. */
  signingKey(): Promise<SigningKey>;

  /**
   * Makes the next signing key, unless the newest is younger than `olderThanMs`. It is published at
   * once and signs from `KEY_PUBLICATION_MS` later on.
   */
  rotateSigningKey(options: { olderThanMs: number }): Promise<void>;
}

export interface StoredPassword {
  /** As `PasswordHasher` encodes it. */
  readonly hash: string;
  /** A one-time password: it serves to choose another one and for nothing else. */
  readonly mustChange: boolean;
  /** When a one-time password stops working. */
  readonly expiresAt?: number | undefined;
  /** Whether a one-time password was used to sign in: it works once. */
  readonly isUsed?: boolean;
}

export interface NewPassword extends Omit<StoredPassword, 'isUsed'> {
  readonly change?: PasswordChange;
}

/** That a user's password was changed: what is to be recorded of it. No password, and no hash. */
export interface PasswordChange {
  /** Chosen by the caller; the same id is the same change. */
  readonly id: string;
  readonly userId: string;
  /** An administrator or operator set a one-time password, rather than the user one of their own. */
  readonly reset: boolean;
  /** Actor and correlation id, as JSON. */
  readonly context: object;
}

/** The hash of the password in place, or that there is none. */
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
