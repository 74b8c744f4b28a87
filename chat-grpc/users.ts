import { USER_STREAMS, type UserEvent, type UserState, userIdOf, userStream } from '@energy/domain';
import { type EventStore, foldStream, type StoredEvent } from '@energy/event-store';
import { afterUserEvent, type User } from '@energy/read-models';
import { LRUCache } from 'lru-cache';

const CACHE_SIZE = 10_000;

/**
 * The users whom conversations are about, read from their streams: what was stored before a call is
 * known to it. What was read is kept until an event of that user comes.
 */
export class Users {
  readonly #eventStore: EventStore;
  readonly #cache = new LRUCache<string, Promise<User | undefined>>({ max: CACHE_SIZE });

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore;
  }

  /**
   * A user, deleted ones included; `undefined` where there never was one.
   *
   * @throws EngineUnavailable while the event store is away
   */
  async find(id: string): Promise<User | undefined> {
    let reading = this.#cache.get(id);
    if (!reading) {
      reading = this.#read(id);
      this.#keep(id, reading);
    }
    return reading;
  }

  /** Takes what happened to a user. */
  onEvent({ stream }: StoredEvent): void {
    if (stream.startsWith(USER_STREAMS)) this.#cache.delete(userIdOf(stream));
  }

  #keep(id: string, reading: Promise<User | undefined>): void {
    this.#cache.set(id, reading);
    const forget = () => {
      if (this.#cache.get(id) === reading) this.#cache.delete(id);
    };
    // Whoever is not there may come, and whatever failed may work, without an event.
    reading.then((user) => user ?? forget(), forget);
  }

  async #read(id: string): Promise<User | undefined> {
    const { state } = await foldStream<UserEvent, User | undefined>(
      this.#eventStore,
      userStream(id),
      { initialState: undefined, evolve: afterUserEvent },
    );
    return state;
  }
}

/** A user as the domain's rules see it. */
export function stateOf(user: User | undefined): UserState {
  if (!user) return { status: 'Unregistered' };
  if (user.deletedAt !== undefined) return { status: 'Deleted' };
  return { status: 'Registered', name: user.name, role: user.role };
}
