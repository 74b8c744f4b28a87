import { setTimeout as sleep } from 'node:timers/promises';
import {
  CONVERSATION_STREAMS,
  type ConversationEvent,
  clientIdOf,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
} from '@energy/domain';
import type { EventStore, Position, StoredEvent } from '@energy/event-store';
import {
  afterConversationEvent,
  type Conversation,
  type ConversationListOptions,
  type ConversationPage,
  InvalidCursor,
  type ListedConversation,
} from '@energy/read-models';
import type { Inbox } from './inbox.ts';

const LOOK_EVERY_MS = 5;

/** An inbox that each process makes for itself, of all events from the first one on. */
export class InboxInMemory implements Inbox {
  readonly #eventStore: EventStore;
  readonly #conversations = new Map<string, Conversation>();
  readonly #names = new Map<string, string>();
  #position: Position = '';

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore;
  }

  /** Follows the event store until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const prefixes = [CONVERSATION_STREAMS, USER_STREAMS];
    for await (const { events, position } of this.#eventStore.subscribe({ prefixes, signal })) {
      for (const event of events) {
        if (event.stream.startsWith(USER_STREAMS)) this.#takeUser(event as StoredEvent<UserEvent>);
        else this.#takeConversation(event as StoredEvent<ConversationEvent>);
      }
      this.#position = position;
    }
  }

  async reached(position: Position, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (this.#position < position) {
      if (performance.now() >= deadline) return false;
      await sleep(LOOK_EVERY_MS);
    }
    return true;
  }

  async find(id: string): Promise<Conversation | undefined> {
    return this.#conversations.get(id);
  }

  async list({ limit, after, search }: ConversationListOptions): Promise<ConversationPage> {
    const words = plain(search ?? '').split(/\s+/);
    const place = after === undefined ? undefined : placeOf(after);
    const found = [...this.#conversations.values()]
      .map((conversation) => ({ ...conversation, clientName: this.#names.get(conversation.id) }))
      .filter(({ clientName = '' }) => words.every((word) => plain(clientName).includes(word)))
      .filter((conversation) => place === undefined || cursorOf(conversation) < place)
      .sort((a, b) => (cursorOf(a) < cursorOf(b) ? 1 : -1));
    const conversations = found.slice(0, limit);
    const last = found.length > limit ? conversations.at(-1) : undefined;
    return { conversations, next: last && Buffer.from(cursorOf(last)).toString('base64url') };
  }

  #takeConversation(event: StoredEvent<ConversationEvent>): void {
    const id = clientIdOf(event.stream);
    const conversation = afterConversationEvent(this.#conversations.get(id), event);
    if (conversation) this.#conversations.set(id, conversation);
  }

  #takeUser({ stream, type, data }: StoredEvent<UserEvent>): void {
    if (type === 'UserRegistered' || type === 'UserRenamed') {
      this.#names.set(userIdOf(stream), data.name);
    }
  }
}

/** Orders by the last message. */
function cursorOf({ lastMessage, id }: ListedConversation): string {
  return `${lastMessage.sentAt} ${id}`;
}

function placeOf(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{4}-\S+Z [0-9a-f-]{36}$/.test(place)) throw new InvalidCursor();
  return place;
}

/** Without case and accents. */
function plain(text: string): string {
  return text.toUpperCase().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').trim();
}
