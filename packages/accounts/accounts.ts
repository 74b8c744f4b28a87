import {
  type UserEvent,
  type UserRegistration,
  type UserState,
  userDecider,
  userStream,
} from '@energy/domain';
import {
  type CommandContext,
  type EventStore,
  foldStream,
  type Handled,
  handleCommand,
  loadForCommand,
} from '@energy/event-store';
import { UserNames, type UserNamesOptions } from './user-names.ts';

export type HandledUser = Handled<UserEvent, UserState>;

/**
 * User accounts, read from the events. A registration appends to two streams: the name’s, then the user’s own. The
 * user’s own stream decides whether it is complete: if the process dies between the two appends, there is no
 * user, and the name becomes available again.
 */
export class Accounts {
  readonly names: UserNames;
  readonly #eventStore: EventStore;

  constructor(eventStore: EventStore, options: UserNamesOptions = {}) {
    this.names = new UserNames(eventStore, options);
    this.#eventStore = eventStore;
  }

  /** Folds a user's stream up to its latest event. */
  async find(userId: string): Promise<{ state: UserState; revision: number | undefined }> {
    return foldStream(this.#eventStore, userStream(userId), userDecider);
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
    const target = {
      eventStore: this.#eventStore,
      decider: userDecider,
      stream: userStream(userId),
      context,
    };
    const { repeated } = await loadForCommand(target);
    if (repeated) return repeated;
    const command = { type: 'RegisterUser', data: { name, role } } as const;
    return this.names.taking(name, userId, context, () => handleCommand({ ...target, command }));
  }
}
