import { userStream } from '@energy/domain';
import { type Actor, type EventStore, foldStream } from '@energy/event-store';
import { USER } from './subject.ts';

/** What the users are called whose ids turn up in histories; each is looked up once. */
export class UserNames {
  readonly #store: Pick<EventStore, 'readStream'>;
  readonly #names = new Map<string, Promise<string | undefined>>();

  constructor(store: Pick<EventStore, 'readStream'>) {
    this.#store = store;
  }

  /** The name of a user, also of one who was deleted; `undefined` where there never was one. */
  of(userId: string): Promise<string | undefined> {
    const name = this.#names.get(userId) ?? this.#lookUp(userId);
    this.#names.set(userId, name);
    return name;
  }

  async ofActor(actor: Actor): Promise<string | undefined> {
    return actor === 'system' ? undefined : this.of(actor.userId);
  }

  async #lookUp(userId: string): Promise<string | undefined> {
    const { state: user } = await foldStream(this.#store, userStream(userId), {
      initialState: undefined as ReturnType<typeof USER.after>,
      evolve: USER.after,
    });
    return (user as { name?: string } | undefined)?.name;
  }
}
