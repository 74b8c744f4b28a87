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

/** The stored events of a conversation. All methods throw EngineUnavailable while the store is unavailable. */
export class History {
  readonly #eventStore: EventStore;

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore;
  }

  /** Reads the events from a revision on. */
  from(clientId: string, revision: number): AsyncIterable<StoredEvent<ConversationEvent>> {
    const events = this.#eventStore.readStream(conversationStream(clientId), revision);
    return events as AsyncIterable<StoredEvent<ConversationEvent>>;
  }

  /** Reads the event with a revision; `undefined` beyond the end. */
  async at(
    clientId: string,
    revision: number,
  ): Promise<StoredEvent<ConversationEvent> | undefined> {
    for await (const event of this.from(clientId, revision)) return event;
    return undefined;
  }

  /** Reads the last `size` messages before a revision. */
  async page(clientId: string, before: number, size: number): Promise<MessagePage> {
    let messages: StoredMessage[] = [];
    // Each read mark covers at least one message, so at least half of the events are messages.
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
