import {
  isPossibleName,
  normalisedName,
  RuleViolation,
  type UserNameEvent,
  type UserNameState,
  type UserState,
  userDecider,
  userName,
  userNameDecider,
  userNameStream,
  userStream,
} from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import {
  type CommandContext,
  decideAndAppend,
  type EventStore,
  foldStream,
  handleCommand,
  RevisionConflict,
  type StoredEvent,
} from '@energy/event-store';
import type { HeldName } from './ownership-changes.ts';

/** Maximum time between taking a name and using it, in a registration or a renaming. */
export const NAME_USE_TIMEOUT_MS = 5_000;
/** Age after which a taken name that its holder does not use counts as abandoned. */
export const NAME_ABANDONED_AFTER_MS = 15_000;

/** Finds the held names that look like a name, itself included; up to date at each call. */
export type FindLookalikes = (name: string) => Promise<readonly HeldName[]>;

export interface UserNamesOptions {
  /** Current time, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Enables the refusal of names that look like one of another user. */
  readonly findLookalikes?: FindLookalikes;
}

/**
 * Holders of login names. A name is taken in its own stream before the user's stream uses it. If the process
 * died in between, or the holder was deleted, the name is abandoned and free for others.
 */
export class UserNames {
  readonly #eventStore: EventStore;
  readonly #now: () => number;
  readonly #findLookalikes: FindLookalikes | undefined;

  constructor(eventStore: EventStore, { now = Date.now, findLookalikes }: UserNamesOptions) {
    this.#eventStore = eventStore;
    this.#now = now;
    this.#findLookalikes = findLookalikes;
  }

  /** Finds the id of the user who signs in by a name. */
  async holderOf(name: string): Promise<string | undefined> {
    return isPossibleName(name) ? (await this.#holding(name))?.userId : undefined;
  }

  /**
   * Takes a name and then calls `use`. Does not release the name if `use` fails: another command on the same
   * user may be about to use it.
   *
   * @throws RuleViolation if the name is invalid, or another user has it or one that looks like it
   * @throws EngineUnavailable if taking the name took so long that it may count as abandoned
   */
  async taking<T>(
    name: string,
    userId: string,
    context: CommandContext,
    use: () => Promise<T>,
  ): Promise<T> {
    const usedBefore = this.#now() + NAME_USE_TIMEOUT_MS;
    await this.#take(userName(name), userId, context);
    await this.#refuseLookalike(name, userId);
    if (this.#now() > usedBefore) throw new EngineUnavailable('taking a name took too long');
    return use();
  }

  /** Reads the revision of a name’s stream, for {@link release}. */
  async revisionOf(name: string): Promise<number | undefined> {
    return (await foldStream(this.#eventStore, userNameStream(name), userNameDecider)).revision;
  }

  /** Releases a name as it was held at a revision; does nothing if it was taken again since. */
  async release(
    name: string,
    userId: string,
    revision: number | undefined,
    context: CommandContext,
  ): Promise<void> {
    const command = { type: 'ReleaseUserName', data: { userId } } as const;
    try {
      await handleCommand({
        ...this.#target(name, { ...ownOf(context), expectedRevision: revision }),
        command,
      });
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }

  /** Takes a name. A user who holds it already takes it again, so that it does not count as abandoned. */
  async #take(name: string, userId: string, context: CommandContext): Promise<void> {
    const decide = async (state: UserNameState): Promise<readonly UserNameEvent[]> => {
      const abandonedBy = await this.#abandonedBy(name, userId);
      const data = { userId, name, ...(abandonedBy !== undefined && { abandonedBy }) };
      const own = userNameDecider.decide({ type: 'ReleaseUserName', data: { userId } }, state);
      const rest = own.reduce(userNameDecider.evolve, state);
      return [...own, ...userNameDecider.decide({ type: 'TakeUserName', data }, rest)];
    };
    await decideAndAppend({ ...this.#target(name, ownOf(context)), decide });
  }

  #target(name: string, context: CommandContext) {
    const stream = userNameStream(name);
    return { eventStore: this.#eventStore, decider: userNameDecider, stream, context };
  }

  /**
   * Refuses a name that was taken after one that looks like it, unless that one is abandoned. Of two names
   * taken concurrently, both are stored by now, and the later one is refused.
   */
  async #refuseLookalike(name: string, userId: string): Promise<void> {
    const alike = (await this.#findLookalikes?.(name)) ?? [];
    const own = alike.find((held) => held.userId === userId && isSameName(held.name, name));
    for (const other of alike) {
      if (!own || other.userId === userId || other.position > own.position) continue;
      if ((await this.#abandonedBy(other.name, userId)) === other.userId) continue;
      throw new RuleViolation(
        'name-taken',
        `The name looks like "${other.name}", the name of another user.`,
        'name',
      );
    }
  }

  async #abandonedBy(name: string, userId: string): Promise<string | undefined> {
    const holding = await this.#holding(name);
    if (!holding || holding.userId === userId) return undefined;
    const { state } = await foldStream(this.#eventStore, userStream(holding.userId), userDecider);
    return this.#isAbandoned(name, holding.since, state) ? holding.userId : undefined;
  }

  #isAbandoned(name: string, since: number, holder: UserState): boolean {
    if (holder.status === 'Deleted') return true;
    if (holder.status === 'Registered' && isSameName(holder.name, name)) return false;
    return this.#now() - since > NAME_ABANDONED_AFTER_MS;
  }

  async #holding(name: string): Promise<Holding | undefined> {
    const fold = { initialState: undefined, evolve: afterNameEvent };
    return (await foldStream(this.#eventStore, userNameStream(name), fold)).state;
  }
}

interface Holding {
  readonly userId: string;
  /** Time at which the name was taken, in milliseconds since 1970. */
  readonly since: number;
}

function afterNameEvent(
  _: Holding | undefined,
  { type, data, recordedAt }: StoredEvent<UserNameEvent>,
): Holding | undefined {
  if (type !== 'UserNameTaken') return undefined;
  return { userId: data.userId, since: Date.parse(recordedAt) };
}

/** True if two names are equal regardless of case and Unicode form. */
export function isSameName(one: string, other: string): boolean {
  return normalisedName(one) === normalisedName(other);
}

/** Drops the command id: a repeated command must decide again, because the holder may have changed. */
function ownOf({ actor, correlationId }: CommandContext): CommandContext {
  return correlationId === undefined ? { actor } : { actor, correlationId };
}
