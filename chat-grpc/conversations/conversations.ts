import {
  type ConversationCommand,
  type ConversationEvent,
  type ConversationState,
  conversationDecider,
  conversationStream,
} from '@energy/domain';
import {
  type CommandContext,
  type EventStore,
  type Handled,
  handleCommand,
  type Snapshot,
  type SnapshotCache,
} from '@energy/event-store';

/** How many events the states that are kept may add up to. */
const MOST_EVENTS_KEPT = 250_000;

/**
 * Commands on conversations. They may be long, so that what a conversation adds up to is kept from one
 * command to the next. Of one process's commands on one conversation each waits for the one before.
 */
export class Conversations {
  readonly #eventStore: EventStore;
  readonly #kept: KeptConversations;
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(eventStore: EventStore, mostEventsKept = MOST_EVENTS_KEPT) {
    this.#eventStore = eventStore;
    this.#kept = new KeptConversations(mostEventsKept);
  }

  /**
   * Decides on a command, and stores what was decided.
   *
   * @throws RuleViolation where the rules forbid it
   * @throws RevisionConflict where others were faster many times in a row
   * @throws EngineUnavailable while the event store is away: it may or may not have been done
   */
  async handle(
    clientId: string,
    command: ConversationCommand,
    context: CommandContext,
  ): Promise<Handled<ConversationEvent, ConversationState>> {
    const stream = conversationStream(clientId);
    const before = this.#last.get(stream) ?? Promise.resolve();
    const work = before.then(() =>
      handleCommand({
        eventStore: this.#eventStore,
        decider: conversationDecider,
        stream,
        command,
        context,
        snapshots: this.#kept,
      }),
    );
    const done = work.catch(() => undefined);
    this.#last.set(stream, done);
    try {
      return await work;
    } finally {
      if (this.#last.get(stream) === done) this.#last.delete(stream);
    }
  }
}

/** What conversations add up to, of those used last. */
class KeptConversations implements SnapshotCache<ConversationState> {
  readonly #mostEvents: number;
  /** The one that was used longest ago first. */
  readonly #kept = new Map<string, Snapshot<ConversationState>>();
  #events = 0;

  constructor(mostEvents: number) {
    this.#mostEvents = mostEvents;
  }

  find(stream: string): Snapshot<ConversationState> | undefined {
    return this.#kept.get(stream);
  }

  set(stream: string, snapshot: Snapshot<ConversationState>): void {
    this.#forget(stream);
    this.#kept.set(stream, snapshot);
    this.#events += eventsOf(snapshot);
    for (const oldest of this.#kept.keys()) {
      if (this.#events <= this.#mostEvents || oldest === stream) return;
      this.#forget(oldest);
    }
  }

  #forget(stream: string): void {
    const kept = this.#kept.get(stream);
    if (kept) this.#events -= eventsOf(kept);
    this.#kept.delete(stream);
  }
}

function eventsOf({ revision }: Snapshot<ConversationState>): number {
  return revision === undefined ? 0 : revision + 1;
}
