import { type Conversation, evolveConversation } from '@energy/read-models';
import type { History } from './history.ts';
import type { Inbox } from './inbox.ts';

/** Conversations up to date: from the inbox, with the events that the projector has not reached yet. */
export class CurrentConversations {
  readonly #inbox: Inbox;
  readonly #history: History;

  constructor(inbox: Inbox, history: History) {
    this.#inbox = inbox;
    this.#history = history;
  }

  /**
   * A conversation with all its stored events; `undefined` where it has not started.
   *
   * @param revision reads no events where the inbox has reached this revision
   * @throws EngineUnavailable while an engine is unavailable
   */
  async find(
    clientId: string,
    revision = Number.POSITIVE_INFINITY,
  ): Promise<Conversation | undefined> {
    let conversation = await this.#inbox.find(clientId);
    if (conversation && conversation.revision >= revision) return conversation;
    const next = conversation ? conversation.revision + 1 : 0;
    for await (const event of this.#history.from(clientId, next)) {
      conversation = evolveConversation(conversation, event);
    }
    return conversation;
  }
}
