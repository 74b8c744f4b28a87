import { userStream } from '@energy/domain';
import type { Actor, EventStore } from '@energy/event-store';
import { USER } from './subject.ts';

/** What the users are called whose ids turn up in histories; each is looked up once. */
export class UserNames {
  readonly #store: EventStore;
  readonly #names = new Map<string, string | undefined>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** The name of a user, also of one who was deleted; `undefined` where there never was one. */
  async of(userId: string): Promise<string | undefined> {
    if (!this.#names.has(userId)) this.#names.set(userId, await this.#lookUp(userId));
    return this.#names.get(userId);
  }

  async ofActor(actor: Actor): Promise<string | undefined> {
    return actor === 'system' ? undefined : this.of(actor.userId);
  }

  async #lookUp(userId: string): Promise<string | undefined> {
    let user: ReturnType<typeof USER.after>;
    for await (const event of this.#store.readStream(userStream(userId))) {
      user = USER.after(user, event);
    }
    return (user as { name?: string } | undefined)?.name;
  }
}
