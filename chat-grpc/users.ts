import { USER_STREAMS, type UserEvent, type UserState, userIdOf, userStream } from '@energy/domain';
import { lruCache } from '@energy/engines';
import { type EventStore, foldStream, type StoredEvent } from '@energy/event-store';
import { evolveUser, type User } from '@energy/read-models';

const CACHE_SIZE = 10_000;

/**
 * Users, read from their streams: a call sees everything that was stored before it. They are cached until the
 * next event of that user.
 */
export class Users {
  readonly #eventStore: EventStore;
  readonly #cache = lruCache<string, Promise<User | undefined>>(CACHE_SIZE);

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore;
  }

  /**
   * Finds a user, deleted ones included; `undefined` where there never was one.
   *
   * @throws EngineUnavailable while the event store is unavailable
   */
  async find(id: string): Promise<User | undefined> {
    let user = this.#cache.get(id);
    if (!user) {
      user = this.#read(id);
      this.#addToCache(id, user);
    }
    return user;
  }

  onEvent({ stream }: StoredEvent): void {
    if (stream.startsWith(USER_STREAMS)) this.#cache.delete(userIdOf(stream));
  }

  #addToCache(id: string, user: Promise<User | undefined>): void {
    this.#cache.set(id, user);
    const remove = () => {
      if (this.#cache.get(id) === user) this.#cache.delete(id);
    };
    // Neither an absent user nor a failed read is followed by an event that would remove it.
    user.then((found) => found ?? remove(), remove);
  }

  async #read(id: string): Promise<User | undefined> {
    const { state } = await foldStream<UserEvent, User | undefined>(
      this.#eventStore,
      userStream(id),
      { initialState: undefined, evolve: evolveUser },
    );
    return state;
  }
}

export function toUserState(user: User | undefined): UserState {
  if (!user) return { status: 'Unregistered' };
  if (user.deletedAt !== undefined) return { status: 'Deleted' };
  return { status: 'Registered', name: user.name, role: user.role };
}
