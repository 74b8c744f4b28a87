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
 * User accounts as the events have them, and how one begins: in two streams, the user’s own and that of
 * its name. The user’s own stream decides whether a registration was done; one that died between its two
 * appends has left no user, and a name that can be had again.
 */
export class Accounts {
  readonly names: UserNames;
  readonly #eventStore: EventStore;

  constructor(eventStore: EventStore, options: UserNamesOptions = {}) {
    this.names = new UserNames(eventStore, options);
    this.#eventStore = eventStore;
  }

  /** A user up to its latest event. */
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
