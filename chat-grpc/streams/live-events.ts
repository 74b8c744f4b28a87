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

/** Receives events and typing notices in order. Its methods must return quickly. */
export interface EventSubscriber {
  onEvent(event: StoredEvent<ConversationEvent>): void;
  onTyping(typing: Typing): void;
}

export interface LiveEventsOptions {
  readonly eventStore: EventStore;
  readonly liveFeed: LiveFeed;
  readonly log: EngineLog;
  /** Receives every event of a user, before any subscriber receives a later event. */
  readonly onUserEvent: (event: StoredEvent<UserEvent>) => void;
}

/**
 * New events of all conversations, from any instance: the process has one subscription to the event store and
 * one to the live feed, and passes them on to its subscribers.
 */
export class LiveEvents {
  readonly #options: LiveEventsOptions;
  readonly #subscribers = new Map<string, Set<EventSubscriber>>();
  readonly #subscribersToAll = new Set<EventSubscriber>();
  readonly #started = Promise.withResolvers<void>();
  #isLive = false;

  constructor(options: LiveEventsOptions) {
    this.#options = options;
  }

  /** Once true, every later append reaches the subscribers; it stays true while the event store is unavailable. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Resolves when {@link isLive} becomes true. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  get subscriberCount(): number {
    const toOne = [...this.#subscribers.values()].reduce((sum, { size }) => sum + size, 0);
    return toOne + this.#subscribersToAll.size;
  }

  /** Subscribes to one conversation until the returned function is called. */
  subscribe(clientId: string, subscriber: EventSubscriber): () => void {
    const subscribers = this.#subscribers.get(clientId) ?? new Set();
    this.#subscribers.set(clientId, subscribers.add(subscriber));
    return () => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0) this.#subscribers.delete(clientId);
    };
  }

  /** Subscribes to all conversations until the returned function is called. */
  subscribeToAll(subscriber: EventSubscriber): () => void {
    this.#subscribersToAll.add(subscriber);
    return () => {
      this.#subscribersToAll.delete(subscriber);
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
    this.#started.resolve();
    const prefixes = [CONVERSATION_STREAMS, USER_STREAMS];
    for await (const { events } of eventStore.subscribe({ after, prefixes, signal })) {
      for (const event of events) {
        if (event.stream.startsWith(USER_STREAMS)) onUserEvent(event as StoredEvent<UserEvent>);
        else this.#publish(event as StoredEvent<ConversationEvent>);
      }
    }
  }

  async #runTyping(signal: AbortSignal): Promise<void> {
    for await (const { notices } of this.#options.liveFeed.subscribe({
      types: ['Typing'],
      signal,
    })) {
      for (const notice of notices) {
        if (notice.type !== 'Typing') continue;
        for (const subscriber of this.#subscribersTo(notice.clientId)) subscriber.onTyping(notice);
      }
    }
  }

  #publish(event: StoredEvent<ConversationEvent>): void {
    for (const subscriber of this.#subscribersTo(clientIdOf(event.stream))) {
      subscriber.onEvent(event);
    }
  }

  *#subscribersTo(clientId: string): Iterable<EventSubscriber> {
    yield* this.#subscribers.get(clientId) ?? [];
    yield* this.#subscribersToAll;
  }
}
