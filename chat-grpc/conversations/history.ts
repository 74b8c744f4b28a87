import { type ConversationEvent, conversationStream, type MessageSent } from '@energy/domain';
import type { EventStore, StoredEvent } from '@energy/event-store';

export type StoredMessage = StoredEvent<{
  readonly type: 'MessageSent';
  readonly data: MessageSent;
}>;

export interface MessagePage {
  /** Oldest first. */
  readonly messages: readonly StoredMessage[];
  readonly hasEarlier: boolean;
}

/** What is stored of a conversation. All methods throw EngineUnavailable while the store is away. */
export class History {
  readonly #eventStore: EventStore;

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore;
  }

  /** Everything from a revision on, as it is stored at the time of the call. */
  from(clientId: string, revision: number): AsyncIterable<StoredEvent<ConversationEvent>> {
    const events = this.#eventStore.readStream(conversationStream(clientId), revision);
    return events as AsyncIterable<StoredEvent<ConversationEvent>>;
  }

  /** The event with a revision; `undefined` where the conversation has not come so far. */
  async at(
    clientId: string,
    revision: number,
  ): Promise<StoredEvent<ConversationEvent> | undefined> {
    for await (const event of this.from(clientId, revision)) return event;
    return undefined;
  }

  /** The last `size` messages before a revision. */
  async page(clientId: string, before: number, size: number): Promise<MessagePage> {
    let messages: StoredMessage[] = [];
    // A read mark is of one message or more, so that there are more messages than marks.
    for (let to = before; to > 0 && messages.length <= size; ) {
      const from = Math.max(0, to - 2 * (size + 1));
      messages = [...(await this.#messagesWithin(clientId, from, to)), ...messages];
      to = from;
    }
    return { messages: messages.slice(-size), hasEarlier: messages.length > size };
  }

  async #messagesWithin(clientId: string, from: number, to: number): Promise<StoredMessage[]> {
    const messages: StoredMessage[] = [];
    for await (const event of this.from(clientId, from)) {
      if (event.revision >= to) break;
      if (event.type === 'MessageSent') messages.push(event as StoredMessage);
    }
    return messages;
  }
}
