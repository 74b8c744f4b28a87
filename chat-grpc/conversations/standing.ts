import { afterConversationEvent, type Conversation } from '@energy/read-models';
import type { History } from './history.ts';
import type { Inbox } from './inbox.ts';

/** How conversations stand: what the inbox knows of them, and what is stored since. */
export class Standing {
  readonly #inbox: Inbox;
  readonly #history: History;

  constructor(inbox: Inbox, history: History) {
    this.#inbox = inbox;
    this.#history = history;
  }

  /**
   * A conversation with everything that is stored of it; `undefined` where none has begun.
   *
   * @param revision does with everything up to here
   * @throws EngineUnavailable while an engine is away
   */
  async of(
    clientId: string,
    revision = Number.POSITIVE_INFINITY,
  ): Promise<Conversation | undefined> {
    let conversation = await this.#inbox.find(clientId);
    if (conversation && conversation.revision >= revision) return conversation;
    const next = conversation ? conversation.revision + 1 : 0;
    for await (const event of this.#history.from(clientId, next)) {
      conversation = afterConversationEvent(conversation, event);
    }
    return conversation;
  }
}
