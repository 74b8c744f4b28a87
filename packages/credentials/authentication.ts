import { RuleViolation } from '@energy/domain';
import type {
  CredentialStore,
  PasswordChange,
  Replaced,
  StartedSession,
  StoredPassword,
} from './credential-store.ts';
import { checkChosenPassword } from './password-rules.ts';
import {
  isSpent,
  ONE_TIME_PASSWORD_LIFETIME_MS,
  oneTimePassword,
  type PasswordHasher,
} from './passwords.ts';

/** Looked up for unknown users, so that they take as long as known ones. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface ChosenPassword {
  readonly userId: string;
  readonly userName: string;
  /** The caller's session. If a one-time password began it, the current password may be absent. */
  readonly sessionId?: string;
  readonly currentPassword?: string | undefined;
  readonly newPassword: string;
  /** The change to record; nothing is recorded without it. */
  readonly change?: PasswordChange;
}

export interface ResetOptions {
  /** Replaces this password only; any password where it is absent. */
  readonly replaces?: Replaced;
  /** The change to record; nothing is recorded without it. */
  readonly change?: PasswordChange;
}

export interface AuthenticationOptions {
  /** The validity of a one-time password. */
  readonly oneTimePasswordLifetimeMs?: number;
  /** The present instant, in milliseconds since 1970. */
  readonly now?: () => number;
}

export interface OneTimePassword {
  /** Never stored. */
  readonly password: string;
  readonly expiresAt: number;
}

/** Verifies, changes and resets passwords. All methods throw EngineUnavailable while the store is away. */
export class Authentication {
  readonly #store: CredentialStore;
  readonly #hasher: PasswordHasher;
  readonly #oneTimePasswordLifetimeMs: number;
  readonly #now: () => number;

  constructor(store: CredentialStore, hasher: PasswordHasher, options: AuthenticationOptions = {}) {
    this.#store = store;
    this.#hasher = hasher;
    this.#oneTimePasswordLifetimeMs =
      options.oneTimePasswordLifetimeMs ?? ONE_TIME_PASSWORD_LIFETIME_MS;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Starts a session if the password is the user's. Does the same work where there is no such user
   * (`userId` is undefined) or no password.
   *
   * @throws RuleViolation where it is a one-time password that was used or has expired
   */
  async signIn(userId: string | undefined, password: string): Promise<StartedSession | undefined> {
    const stored = await this.#store.findPassword(userId ?? NOBODY);
    if (userId === undefined || !stored) {
      await this.#hasher.verifyNothing(password);
      return undefined;
    }
    if (!(await this.#hasher.verify(password, stored.hash))) return undefined;
    if (isSpent(stored, this.#now())) throw spentPassword();
    const started = await this.#store.startSession(userId, stored.hash);
    if (!started) return this.#signInAgain(userId, password, stored.hash);
    if (this.#hasher.isOutdated(stored.hash)) {
      await this.#store.rehashPassword(userId, stored.hash, await this.#hasher.hash(password));
    }
    return started;
  }

  /** The password, its hash or its use changed while it was verified: what is stored now decides. */
  async #signInAgain(
    userId: string,
    password: string,
    before: string,
  ): Promise<StartedSession | undefined> {
    if ((await this.#store.findPassword(userId))?.hash === before) throw spentPassword();
    return this.signIn(userId, password);
  }

  /**
   * Records that the holder of a session has just given the user's password.
   *
   * @returns false where it is another password, or the session has ended
   */
  async prove(session: { userId: string; sessionId: string }, password: string): Promise<boolean> {
    const { userId, sessionId } = session;
    const stored = await this.#store.findPassword(userId);
    if (!stored || !(await this.#hasher.verify(password, stored.hash))) return false;
    return this.#store.proveSession(sessionId, stored.hash);
  }

  /**
   * Sets the password that a user has chosen, ends all sessions of the user, and starts a new one.
   *
   * @returns `undefined` where the password was changed again before the session could start
   * @throws RuleViolation where the current password is wrong or the new one is not allowed
   */
  async changePassword(chosen: ChosenPassword): Promise<StartedSession | undefined> {
    const { userId, userName, newPassword, change } = chosen;
    const stored = await this.#store.findPassword(userId);
    await this.#checkCurrentPassword(chosen, stored);
    await checkChosenPassword({ password: newPassword, userName, field: 'newPassword' });
    if (stored && (await this.#hasher.verify(newPassword, stored.hash))) {
      const message = 'The new password must differ from the current one.';
      throw new RuleViolation('password-unchanged', message, 'newPassword');
    }
    const hash = await this.#hasher.hash(newPassword);
    const password = { hash, mustChange: false, ...(change && { change }) };
    const replaces = stored ? { hash: stored.hash } : 'none';
    const changed = await this.#store.setPassword(userId, password, replaces);
    // The password or its hash was changed since it was read: the new one decides.
    return changed ? this.#store.startSession(userId, hash) : this.changePassword(chosen);
  }

  /**
   * Starts a session where the chosen password is set already, as when a request is sent again whose reply
   * was lost: it is given as the new one, and not as the current one.
   *
   * @returns `undefined` where the password is yet to be changed
   */
  async resumeChange(chosen: ChosenPassword): Promise<StartedSession | undefined> {
    const { userId, currentPassword, newPassword } = chosen;
    const stored = await this.#store.findPassword(userId);
    if (!stored || stored.mustChange || currentPassword === newPassword) return undefined;
    if (!(await this.#hasher.verify(newPassword, stored.hash))) return undefined;
    return this.#store.startSession(userId, stored.hash);
  }

  /**
   * A session that a one-time password began lasts no longer than that password: while it lasts, its
   * holder has given the password already.
   */
  async #checkCurrentPassword(
    { sessionId, currentPassword }: ChosenPassword,
    stored: StoredPassword | undefined,
  ): Promise<void> {
    if (currentPassword === undefined) {
      const isLive = sessionId !== undefined && (await this.#store.findSession(sessionId));
      if (stored?.mustChange && isLive) return;
      const message = 'The current password is missing.';
      throw new RuleViolation('wrong-password', message, 'currentPassword');
    }
    if (!stored || !(await this.#hasher.verify(currentPassword, stored.hash))) {
      const message = 'This is not the current password.';
      throw new RuleViolation('wrong-password', message, 'currentPassword');
    }
  }

  /**
   * Sets a one-time password, which must be changed at the next sign-in, and ends all sessions of
   * the user.
   *
   * @returns `undefined` where the password in place was not the one that `replaces` names, and nothing
   *   changed
   */
  async resetPassword(
    userId: string,
    { replaces, change }: ResetOptions = {},
  ): Promise<OneTimePassword | undefined> {
    const password = oneTimePassword();
    const hash = await this.#hasher.hash(password);
    const expiresAt = this.#now() + this.#oneTimePasswordLifetimeMs;
    const stored = { hash, mustChange: true, expiresAt, ...(change && { change }) };
    const isReset = await this.#store.setPassword(userId, stored, replaces);
    return isReset ? { password, expiresAt } : undefined;
  }
}

function spentPassword(): RuleViolation {
  const message = 'The one-time password was used before or has expired: ask for another one.';
  return new RuleViolation('one-time-password-expired', message);
}
