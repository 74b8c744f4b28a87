import { type ConversationEvent, clientIdOf, userIdOf } from '@energy/domain';
import { type EngineLog, retryForever } from '@energy/engines';
import type { StoredEvent } from '@energy/event-store';
import type { Typing } from '@energy/live-feed';
import { afterConversationEvent, type ListedConversation } from '@energy/read-models';
import type { LiveEvents } from '../streams/live-events.ts';
import { Waiting } from '../streams/waiting.ts';
import type { Users } from '../users.ts';
import type { Standing } from './standing.ts';

/** Is told of every conversation that changes, as it stands then. It must not take long. */
export interface ChangeListener {
  onChange(conversation: ListedConversation): void;
  onTyping(typing: Typing): void;
}

/** A conversation that is to be looked up. */
interface Unknown {
  readonly clientId: string;
  /** The event up to which it is to be known; all that is stored where it is not given. */
  readonly revision: number | undefined;
}

export interface ChangesOptions {
  readonly liveEvents: LiveEvents;
  readonly standing: Standing;
  readonly users: Users;
  readonly log: EngineLog;
}

/**
 * How conversations stand after each change, for all who follow all of them. As long as anybody does,
 * what changed once is kept and goes on from event to event; the first time it is looked up.
 */
export class Changes {
  readonly #options: ChangesOptions;
  readonly #listeners = new Set<ChangeListener>();
  readonly #kept = new Map<string, ListedConversation>();
  /** The conversations that are to be looked up. */
  readonly #unknown = new Waiting<Unknown>(Number.POSITIVE_INFINITY);
  #unlisten = () => {};

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  /** Tells a listener until the function that it returns is called. */
  listen(listener: ChangeListener): () => void {
    if (this.#listeners.size === 0) this.#unlisten = this.#options.liveEvents.listenToAll(this);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unlisten();
      this.#kept.clear();
    };
  }

  /** Looks up what changed for the first time, until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#unknown.end(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const unknown of this.#unknown) {
        const lookUp = () => this.#lookUp(unknown);
        await retryForever('look up a conversation', lookUp, { signal, log: this.#options.log });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  onEvent(event: StoredEvent<ConversationEvent>): void {
    const clientId = clientIdOf(event.stream);
    const before = this.#kept.get(clientId);
    if (before === undefined || event.revision > before.revision + 1) {
      this.#unknown.put(clientId, { clientId, revision: event.revision });
    } else if (event.revision > before.revision) {
      this.#tell({ ...afterConversationEvent(before, event)!, clientName: before.clientName });
    }
  }

  onTyping(typing: Typing): void {
    for (const listener of this.#listeners) listener.onTyping(typing);
  }

  /** Takes that a user has another name: the one of a conversation, perhaps. */
  onRenamed({ stream }: StoredEvent): void {
    const clientId = userIdOf(stream);
    if (this.#listeners.size > 0) this.#unknown.put(clientId, { clientId, revision: undefined });
  }

  async #lookUp({ clientId, revision }: Unknown): Promise<void> {
    const stored = await this.#options.standing.of(clientId, revision);
    if (!stored) return;
    const client = await this.#options.users.find(clientId);
    const kept = this.#kept.get(clientId);
    const isKnown = kept !== undefined && kept.revision >= stored.revision;
    // Events that came meanwhile may have told of as much.
    if (isKnown && kept.clientName === client?.name) return;
    this.#tell({ ...(isKnown ? kept : stored), clientName: client?.name });
  }

  #tell(conversation: ListedConversation): void {
    if (this.#listeners.size === 0) return;
    this.#kept.set(conversation.id, conversation);
    for (const listener of this.#listeners) listener.onChange(conversation);
  }
}
