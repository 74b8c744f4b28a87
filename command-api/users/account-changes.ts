import {
  type Accounts,
  type HandledUser,
  isSameName,
  type OwnershipIndex,
  type UserFacts,
} from '@energy/accounts';
import {
  registeredUser,
  type UserRegistration,
  type UserRole,
  type UserState,
  userDecider,
  userStream,
} from '@energy/domain';
import { EngineUnavailable, withTimeout } from '@energy/engines';
import {
  type CommandContext,
  decideAndAppend,
  type EventStore,
  loadForCommand,
} from '@energy/event-store';
import { changeWithOthers } from './administrators.ts';

const RELEASE_TIMEOUT_MS = 2_000;

export interface AccountChangesOptions {
  readonly eventStore: EventStore;
  readonly accounts: Accounts;
  readonly ownershipIndex: OwnershipIndex;
}

/**
 * Changes of accounts, which append to several streams: the user’s own, those of the old and the new name, and that
 * of the administrators. If the process dies between two appends, the user is as before or as afterwards, and an
 * unused name becomes available again.
 */
export class AccountChanges {
  readonly #eventStore: EventStore;
  readonly #accounts: Accounts;
  readonly #ownershipIndex: OwnershipIndex;

  constructor({ eventStore, accounts, ownershipIndex }: AccountChangesOptions) {
    this.#eventStore = eventStore;
    this.#accounts = accounts;
    this.#ownershipIndex = ownershipIndex;
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
    const { names } = this.#accounts;
    const { state, repeated } = await this.#userFor(userId, context);
    if (repeated) return repeated;
    const before = registeredUser(state);
    const change = () => this.#renameAndChangeRole(userId, { name, role }, context);
    if (name === undefined || isSameName(name, before.name)) return change();
    const held = await names.revisionOf(before.name);
    const handled = await names.taking(name, userId, context, change);
    await unlessUnavailable(names.release(before.name, userId, held, context));
    return handled;
  }

  /**
   * Deletes a user and releases the name.
   *
   * @throws RuleViolation, RevisionConflict
   */
  async delete(userId: string, context: CommandContext): Promise<HandledUser> {
    const { state, repeated } = await this.#userFor(userId, context);
    if (repeated) return repeated;
    const handled = await changeWithOthers({
      eventStore: this.#eventStore,
      index: this.#ownershipIndex,
      userId,
      decide: (user, facts) => userDecider.decide({ type: 'DeleteUser', data: facts }, user),
      context,
    });
    if (state.status === 'Registered') {
      await unlessUnavailable(this.#releaseName(state.name, userId, context));
    }
    return handled;
  }

  async #releaseName(name: string, userId: string, context: CommandContext): Promise<void> {
    const { names } = this.#accounts;
    await names.release(name, userId, await names.revisionOf(name), context);
  }

  /** Only a change of role depends on other streams. */
  async #renameAndChangeRole(
    userId: string,
    { name, role }: { name: string | undefined; role: UserRole | undefined },
    context: CommandContext,
  ): Promise<HandledUser> {
    const rename = (user: UserState) =>
      name === undefined ? [] : userDecider.decide({ type: 'RenameUser', data: { name } }, user);
    const stream = userStream(userId);
    if (role === undefined) {
      const eventStore = this.#eventStore;
      return decideAndAppend({ eventStore, decider: userDecider, stream, context, decide: rename });
    }
    const decide = (user: UserState, facts: UserFacts) => [
      ...rename(user),
      ...userDecider.decide({ type: 'ChangeUserRole', data: { role, ...facts } }, user),
    ];
    return changeWithOthers({
      eventStore: this.#eventStore,
      index: this.#ownershipIndex,
      userId,
      decide,
      context,
    });
  }

  #userFor(userId: string, context: CommandContext) {
    const stream = userStream(userId);
    return loadForCommand({ eventStore: this.#eventStore, decider: userDecider, stream, context });
  }
}

/**
 * Waits for the release of a name; ignores an unavailable store. The change of the user is stored already, and an
 * unused name becomes available also without a release.
 */
async function unlessUnavailable(release: Promise<void>): Promise<void> {
  try {
    await withTimeout(release, RELEASE_TIMEOUT_MS, 'the event store did not answer in time');
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
  }
}
