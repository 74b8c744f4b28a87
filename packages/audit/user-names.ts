import { type UserEvent, userStream } from '@energy/domain';
import { type Actor, type EventStore, foldStream } from '@energy/event-store';
import { evolveUser, type User } from '@energy/read-models';

/** The names of users in histories; each is read once. */
export class UserNames {
  readonly #store: Pick<EventStore, 'readStream'>;
  readonly #names = new Map<string, Promise<string | undefined>>();

  constructor(store: Pick<EventStore, 'readStream'>) {
    this.#store = store;
  }

  /** The name of a user, deleted ones included; `undefined` where there never was one. */
  of(userId: string): Promise<string | undefined> {
    const name = this.#names.get(userId) ?? this.#lookUp(userId);
    this.#names.set(userId, name);
    return name;
  }

  async ofActor(actor: Actor): Promise<string | undefined> {
    return actor === 'system' ? undefined : this.of(actor.userId);
  }

  async #lookUp(userId: string): Promise<string | undefined> {
    const { state: user } = await foldStream<UserEvent, User | undefined>(
      this.#store,
      userStream(userId),
      { initialState: undefined, evolve: evolveUser },
    );
    return user?.name;
  }
}
