import {
  registeredUser,
  type UserEvent,
  type UserRegistration,
  type UserRole,
  type UserState,
  userDecider,
  userName,
  userStream,
} from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import {
  type CommandContext,
  decideAndAppend,
  type EventStore,
  fold,
  type Handled,
  handleCommand,
} from '@energy/event-store';
import type { Directory } from '../directory.ts';
import { changeWithOthers, type Others } from './administrators.ts';
import { isSameName, NAME_USED_WITHIN_MS, UserNames } from './user-names.ts';

export interface AccountsOptions {
  readonly eventStore: EventStore;
  readonly directory: Directory;
  /** The present instant, in milliseconds since 1970. */
  readonly now: () => number;
}

export type HandledUser = Handled<UserEvent, UserState>;

/**
 * The commands on user accounts, which take more than one stream: the user’s own, and those of the names
 * that it takes and leaves. The user’s own stream decides whether a command was done; a command that died
 * between two of its appends has left the user as it was, and a name that can be had again.
 */
export class Accounts {
  readonly names: UserNames;
  readonly #eventStore: EventStore;
  readonly #directory: Directory;
  readonly #now: () => number;

  constructor({ eventStore, directory, now }: AccountsOptions) {
    this.names = new UserNames(eventStore, now);
    this.#eventStore = eventStore;
    this.#directory = directory;
    this.#now = now;
  }

  /** A user as the events have it, up to the latest. */
  async find(userId: string): Promise<{ state: UserState; revision: number | undefined }> {
    return fold(this.#eventStore, userDecider, userStream(userId));
  }

  /**
   * Registers a user: takes the name, then begins the user’s stream.
   *
   * @throws RuleViolation, RevisionConflict
   */
  async register(
    userId: string,
    { name, role }: UserRegistration,
    context: CommandContext,
  ): Promise<HandledUser> {
    const { repeated } = await this.#userFor(userId, context);
    if (repeated) return repeated;
    return this.#withName(name, userId, context, () =>
      handleCommand(
        this.#eventStore,
        userDecider,
        userStream(userId),
        { type: 'RegisterUser', data: { name, role } },
        context,
      ),
    );
  }

  /**
   * Renames a user, gives it another role, or both in one.
   *
   * @throws RuleViolation, RevisionConflict
   */
  async change(
    userId: string,
    { name, role }: Partial<UserRegistration>,
    context: CommandContext,
  ): Promise<HandledUser> {
    const { state, repeated } = await this.#userFor(userId, context);
    if (repeated) return repeated;
    const before = registeredUser(state);
    const change = () => this.#renameAndChangeRole(userId, { name, role }, context);
    if (name === undefined || isSameName(name, before.name)) return change();
    const held = await this.names.revisionOf(before.name);
    const handled = await this.#withName(name, userId, context, change);
    await this.names.release(before.name, userId, held, context);
    return handled;
  }

  /**
   * Deletes a user and lets go of the name.
   *
   * @throws RuleViolation, RevisionConflict
   */
  async delete(userId: string, context: CommandContext): Promise<HandledUser> {
    const { state, repeated } = await this.#userFor(userId, context);
    if (repeated) return repeated;
    const handled = await changeWithOthers(
      this.#eventStore,
      this.#directory,
      userId,
      (user, others) => userDecider.decide({ type: 'DeleteUser', data: others }, user),
      context,
    );
    if (state.status === 'Registered') {
      const held = await this.names.revisionOf(state.name);
      await this.names.release(state.name, userId, held, context);
    }
    return handled;
  }

  /**
   * Records that a user has a new password, which is stored elsewhere.
   *
   * @throws RuleViolation where there is no such user
   */
  async recordPasswordChange(
    userId: string,
    { reset }: { readonly reset: boolean },
    context: CommandContext,
  ): Promise<HandledUser> {
    return handleCommand(
      this.#eventStore,
      userDecider,
      userStream(userId),
      { type: 'RecordPasswordChange', data: { reset } },
      context,
    );
  }

  /** Only another role takes a look at others. */
  async #renameAndChangeRole(
    userId: string,
    { name, role }: { name: string | undefined; role: UserRole | undefined },
    context: CommandContext,
  ): Promise<HandledUser> {
    const rename = (user: UserState) =>
      name === undefined ? [] : userDecider.decide({ type: 'RenameUser', data: { name } }, user);
    const stream = userStream(userId);
    if (role === undefined) {
      return decideAndAppend(this.#eventStore, userDecider, stream, rename, context);
    }
    const decide = (user: UserState, others: Others) => [
      ...rename(user),
      ...userDecider.decide({ type: 'ChangeUserRole', data: { role, ...others } }, user),
    ];
    return changeWithOthers(this.#eventStore, this.#directory, userId, decide, context);
  }

  #userFor(userId: string, context: CommandContext) {
    return fold(this.#eventStore, userDecider, userStream(userId), context);
  }

  /**
   * Takes a name and uses it. What takes too long does not happen: by then the name may count as left
   * behind, and be another user’s. So does a name that could not be used, which is let go of by nobody:
   * another command on the same user may be about to use it.
   */
  async #withName(
    name: string,
    userId: string,
    context: CommandContext,
    use: () => Promise<HandledUser>,
  ): Promise<HandledUser> {
    const usedBefore = this.#now() + NAME_USED_WITHIN_MS;
    await this.names.take(userName(name), userId, context);
    if (this.#now() > usedBefore) throw new EngineUnavailable('taking a name took too long');
    return use();
  }
}
