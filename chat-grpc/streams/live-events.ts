import {
  CONVERSATION_STREAMS,
  type ConversationEvent,
  clientIdOf,
  USER_STREAMS,
  type UserEvent,
} from '@energy/domain';
import { type EngineLog, retryForever } from '@energy/engines';
import type { EventStore, StoredEvent } from '@energy/event-store';
import type { LiveFeed, Typing } from '@energy/live-feed';

/** Is told of what happens, in order. It must not take long. */
export interface Listener {
  onEvent(event: StoredEvent<ConversationEvent>): void;
  onTyping(typing: Typing): void;
}

export interface LiveEventsOptions {
  readonly eventStore: EventStore;
  readonly liveFeed: LiveFeed;
  readonly log: EngineLog;
  /** Is told of every event of a user, before anybody hears of later events. */
  readonly onUserEvent: (event: StoredEvent<UserEvent>) => void;
}

/**
 * What happens in conversations from now on, at whichever instance: one subscription of the event store
 * and one of the live feed for the whole process, told to all who listen.
 */
export class LiveEvents {
  readonly #options: LiveEventsOptions;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #listenersToAll = new Set<Listener>();
  readonly #begun = Promise.withResolvers<void>();
  #isLive = false;

  constructor(options: LiveEventsOptions) {
    this.#options = options;
  }

  /**
   * Whether it has begun: an event that is not stored yet will be told. It stays so while the event
   * store is away.
   */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Resolves when it has begun. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** How many listen. */
  get listeners(): number {
    const toOne = [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
    return toOne + this.#listenersToAll.size;
  }

  /** Tells a listener of one conversation, until the function that it returns is called. */
  listen(clientId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(clientId) ?? new Set();
    this.#listeners.set(clientId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(clientId);
    };
  }

  /** Tells a listener of all conversations, until the function that it returns is called. */
  listenToAll(listener: Listener): () => void {
    this.#listenersToAll.add(listener);
    return () => {
      this.#listenersToAll.delete(listener);
    };
  }

  /** Follows the event store and the live feed until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#runEvents(signal), this.#runTyping(signal)]);
  }

  async #runEvents(signal: AbortSignal): Promise<void> {
    const { eventStore, log, onUserEvent } = this.#options;
    const find = () => eventStore.head();
    const after = await retryForever('find the end of the events', find, { signal, log });
    this.#isLive = true;
    this.#begun.resolve();
    const prefixes = [CONVERSATION_STREAMS, USER_STREAMS];
    for await (const { events } of eventStore.subscribe({ after, prefixes, signal })) {
      for (const event of events) {
        if (event.stream.startsWith(USER_STREAMS)) onUserEvent(event as StoredEvent<UserEvent>);
        else this.#tell(event as StoredEvent<ConversationEvent>);
      }
    }
  }

  async #runTyping(signal: AbortSignal): Promise<void> {
    for await (const { notices } of this.#options.liveFeed.listen({ types: ['Typing'], signal })) {
      for (const notice of notices) {
        if (notice.type !== 'Typing') continue;
        for (const listener of this.#listenersOf(notice.clientId)) listener.onTyping(notice);
      }
    }
  }

  #tell(event: StoredEvent<ConversationEvent>): void {
    for (const listener of this.#listenersOf(clientIdOf(event.stream))) listener.onEvent(event);
  }

  *#listenersOf(clientId: string): Iterable<Listener> {
    yield* this.#listeners.get(clientId) ?? [];
    yield* this.#listenersToAll;
  }
}
