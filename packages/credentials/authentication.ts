import { RuleViolation } from '@energy/domain';
import type {
  CredentialStore,
  PasswordChange,
  Replaced,
  StartedSession,
} from './credential-store.ts';
import { checkChosenPassword } from './password-rules.ts';
import { asHashed, oneTimePassword, type PasswordHasher } from './passwords.ts';

/** Whose password is looked for where there is no such user. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface ChosenPassword {
  readonly userId: string;
  readonly userName: string;
  readonly currentPassword: string;
  readonly newPassword: string;
  /** What is to be recorded of it. */
  readonly change?: PasswordChange;
}

export interface ResetOptions {
  /** The password that is to be replaced; whichever there is where it is not given. */
  readonly replaces?: Replaced;
  /** What is to be recorded of it. */
  readonly change?: PasswordChange;
}

/** Who may go on by a password. All methods throw EngineUnavailable while the store is away. */
export class Authentication {
  readonly #store: CredentialStore;
  readonly #hasher: PasswordHasher;

  constructor(store: CredentialStore, hasher: PasswordHasher) {
    this.#store = store;
    this.#hasher = hasher;
  }

  /**
   * Starts a session for whoever knows the user's password; `undefined` for anybody else. Does as
   * much where there is no such user (`userId` is undefined) or no password.
   */
  async signIn(userId: string | undefined, password: string): Promise<StartedSession | undefined> {
    const stored = await this.#store.findPassword(userId ?? NOBODY);
    if (userId === undefined || !stored) {
      await this.#hasher.verifyNothing(password);
      return undefined;
    }
    if (!(await this.#hasher.verify(password, stored.hash))) return undefined;
    const started = await this.#store.startSession(userId, stored.hash);
    // The password or its hash was changed while it was verified: the new one decides.
    if (!started) return this.signIn(userId, password);
    if (this.#hasher.isOutdated(stored.hash)) {
      await this.#store.rehashPassword(userId, stored.hash, await this.#hasher.hash(password));
    }
    return started;
  }

  /**
   * Sets the password that a user has chosen, ends all sessions of the user, and starts a new one.
   *
   * @returns `undefined` where the password was changed again before the session could start
   * @throws RuleViolation where the current password is wrong or the new one is not fit
   */
  async changePassword(chosen: ChosenPassword): Promise<StartedSession | undefined> {
    const { userId, userName, currentPassword, newPassword, change } = chosen;
    const stored = await this.#store.findPassword(userId);
    if (!stored || !(await this.#hasher.verify(currentPassword, stored.hash))) {
      throw new RuleViolation(
        'wrong-password',
        'This is not the current password.',
        'currentPassword',
      );
    }
    checkChosenPassword(newPassword, userName, 'newPassword');
    if (asHashed(newPassword) === asHashed(currentPassword)) {
      const message = 'The new password must differ from the current one.';
      throw new RuleViolation('password-unchanged', message, 'newPassword');
    }
    const hash = await this.#hasher.hash(newPassword);
    const password = { hash, mustChange: false, ...(change && { change }) };
    const changed = await this.#store.setPassword(userId, password, { hash: stored.hash });
    // Somebody else changed the password or its hash meanwhile: that one decides.
    return changed ? this.#store.startSession(userId, hash) : this.changePassword(chosen);
  }

  /**
   * Sets a one-time password, which must be changed at the next sign-in, and ends all sessions of
   * the user.
   *
   * @returns the one-time password, which is stored nowhere; `undefined` where the password in place
   *   was not the one that `replaces` names, and nothing changed
   */
  async resetPassword(
    userId: string,
    { replaces, change }: ResetOptions = {},
  ): Promise<string | undefined> {
    const password = oneTimePassword();
    const hash = await this.#hasher.hash(password);
    const stored = { hash, mustChange: true, ...(change && { change }) };
    return (await this.#store.setPassword(userId, stored, replaces)) ? password : undefined;
  }
}
