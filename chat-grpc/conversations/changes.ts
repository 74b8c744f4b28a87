import { type ConversationEvent, clientIdOf, userIdOf } from '@energy/domain';
import { type EngineLog, retryForever } from '@energy/engines';
import type { StoredEvent } from '@energy/event-store';
import type { Typing } from '@energy/live-feed';
import { evolveConversation, type ListedConversation } from '@energy/read-models';
import { ConflatingQueue } from '../streams/conflating-queue.ts';
import type { LiveEvents } from '../streams/live-events.ts';
import type { Users } from '../users.ts';
import type { CurrentConversations } from './current-conversations.ts';

/** Receives the state of each conversation that changes. Its methods must return quickly. */
export interface ChangeSubscriber {
  onChange(conversation: ListedConversation): void;
  onTyping(typing: Typing): void;
}

interface Lookup {
  readonly clientId: string;
  /** The event that the result must include; all stored events where it is `undefined`. */
  readonly revision: number | undefined;
}

export interface ChangesOptions {
  readonly liveEvents: LiveEvents;
  readonly currentConversations: CurrentConversations;
  readonly users: Users;
  readonly log: EngineLog;
}

/**
 * Publishes the state of every conversation after each change. A conversation is looked up at its first
 * change; while anybody subscribes, its state is cached and updated from event to event.
 */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #subscribers = new Set<ChangeSubscriber>();
  readonly #cache = new Map<string, ListedConversation>();
  readonly #lookups = new ConflatingQueue<Lookup>(Number.POSITIVE_INFINITY);
  #unsubscribe = () => {};

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Subscribes until the returned function is called. */
  subscribe(subscriber: ChangeSubscriber): () => void {
    if (this.#subscribers.size === 0) {
      this.#unsubscribe = this.#options.liveEvents.subscribeToAll(this);
    }
    this.#subscribers.add(subscriber);
    return () => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size > 0) return;
      this.#unsubscribe();
      this.#cache.clear();
    };
  }

  /** Looks up conversations that are not cached, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#lookups.end(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const lookup of this.#lookups) {
        const work = () => this.#lookUp(lookup);
        await retryForever('look up a conversation', work, { signal, log: this.#options.log });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  onEvent(event: StoredEvent<ConversationEvent>): void {
    const clientId = clientIdOf(event.stream);
    const before = this.#cache.get(clientId);
    if (before === undefined || event.revision > before.revision + 1) {
      this.#lookups.put(clientId, { clientId, revision: event.revision });
    } else if (event.revision > before.revision) {
      this.#publish({ ...evolveConversation(before, event)!, clientName: before.clientName });
    }
  }

  onTyping(typing: Typing): void {
    for (const subscriber of this.#subscribers) subscriber.onTyping(typing);
  }

  /** Publishes a user's conversation under the new name, if the user has one. */
  onRenamed({ stream }: StoredEvent): void {
    const clientId = userIdOf(stream);
    if (this.#subscribers.size > 0) this.#lookups.put(clientId, { clientId, revision: undefined });
  }

  async #lookUp({ clientId, revision }: Lookup): Promise<void> {
    const stored = await this.#options.currentConversations.find(clientId, revision);
    if (!stored) return;
    const client = await this.#options.users.find(clientId);
    // Events that arrived during the lookup may have updated the cache.
    const cached = this.#cache.get(clientId);
    const isCached = cached !== undefined && cached.revision >= stored.revision;
    if (isCached && cached.clientName === client?.name) return;
    this.#publish({ ...(isCached ? cached : stored), clientName: client?.name });
  }

  #publish(conversation: ListedConversation): void {
    if (this.#subscribers.size === 0) return;
    this.#cache.set(conversation.id, conversation);
    for (const subscriber of this.#subscribers) subscriber.onChange(conversation);
  }
}
