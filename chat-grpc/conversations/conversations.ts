import {
  type ConversationCommand,
  type ConversationEvent,
  type ConversationState,
  conversationDecider,
  conversationStream,
  type MessageSent,
  type MessagesRead,
  otherSide,
  type ReadStatus,
  readMessageId,
  readStatus,
  type UserState,
} from '@energy/domain';
import {
  type CommandContext,
  type DecideAndAppendOptions,
  decideAndAppend,
  type EventStore,
  type Handled,
  type Snapshot,
  type SnapshotCache,
} from '@energy/event-store';
import { LRUCache } from 'lru-cache';
import { History, type StoredMessage } from './history.ts';
import { MessageIndex } from './message-index.ts';

const MAX_CACHED_EVENTS = 250_000;

type Message = MessageSent & { readonly client: UserState };

/** A conversation's state, and the index that finds its messages. */
interface IndexedState {
  readonly conversation: ConversationState;
  readonly messages: MessageIndex;
}

/**
 * Commands on conversations. Conversations can be long, so their states are cached from one command to the
 * next; events appended since are read. Commands of this process on one conversation run one after another.
 *
 * All methods throw RuleViolation where the rules forbid the command, RevisionConflict after losing against
 * concurrent appends many times in a row, and EngineUnavailable while the event store is unavailable: the
 * command may have been stored.
 */
export class Conversations {
  readonly #eventStore: EventStore;
  readonly #history: History;
  readonly #snapshots: SnapshotCache<IndexedState>;
  /** The last command of each stream that is in progress. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** @param maxCachedEvents the most events that the cached states were folded from */
  constructor(eventStore: EventStore, maxCachedEvents = MAX_CACHED_EVENTS) {
    this.#eventStore = eventStore;
    this.#history = new History(eventStore);
    this.#snapshots = snapshotCache(maxCachedEvents);
  }

  /** Sends a message, unless it was sent before, and returns it as stored. */
  async send(
    clientId: string,
    message: Message,
    context: CommandContext,
  ): Promise<{ readonly message: StoredMessage; readonly isNew: boolean }> {
    const messageId = readMessageId(message.messageId);
    let existing: StoredMessage | undefined;
    const { events, revision } = await this.#handle(clientId, context, async ({ messages }) => {
      const existingRevision = messages.find(messageId);
      existing =
        existingRevision === undefined
          ? undefined
          : await this.#message(clientId, existingRevision);
      return { type: 'SendMessage', data: { ...message, existing: existing?.data } };
    });
    if (events.length === 0) return { message: existing!, isNew: false };
    return { message: await this.#message(clientId, revision!), isNew: true };
  }

  /** Marks everything up to a revision as read by one side. */
  async markRead(
    clientId: string,
    { side, readerId, through }: Pick<MessagesRead, 'side' | 'readerId' | 'through'>,
    context: CommandContext,
  ): Promise<ReadStatus> {
    const { state } = await this.#handle(clientId, context, ({ messages }) => ({
      type: 'MarkRead',
      data: { side, readerId, through, messages: messages.sentBy(otherSide(side), through) },
    }));
    return readStatus(state.conversation, side);
  }

  async #message(clientId: string, revision: number): Promise<StoredMessage> {
    return (await this.#history.at(clientId, revision)) as StoredMessage;
  }

  async #handle(
    clientId: string,
    context: CommandContext,
    toCommand: (state: IndexedState) => ConversationCommand | Promise<ConversationCommand>,
  ): Promise<Handled<ConversationEvent, IndexedState>> {
    const stream = conversationStream(clientId);
    const previous = this.#last.get(stream) ?? Promise.resolve();
    const work = previous.then(() =>
      decideAndAppend({
        eventStore: this.#eventStore,
        decider: newIndexedDecider(),
        stream,
        decide: async (state) =>
          conversationDecider.decide(await toCommand(state), state.conversation),
        context,
        snapshots: this.#snapshots,
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

/** An index is shared by the states of one conversation, so each conversation starts with its own. */
function newIndexedDecider(): DecideAndAppendOptions<ConversationEvent, IndexedState>['decider'] {
  return {
    initialState: { conversation: conversationDecider.initialState, messages: new MessageIndex() },
    evolve: ({ conversation, messages }, event) => {
      messages.add(event, nextRevisionOf(conversation));
      return { conversation: conversationDecider.evolve(conversation, event), messages };
    },
  };
}

function nextRevisionOf(conversation: ConversationState): number {
  return conversation.status === 'Unstarted' ? 0 : conversation.nextRevision;
}

/** Evicts the least recently used states. The state in use is cached however many events it has. */
function snapshotCache(maxEvents: number): SnapshotCache<IndexedState> {
  const cache = new LRUCache<string, Snapshot<IndexedState>>({
    maxSize: maxEvents,
    sizeCalculation: ({ revision = 0 }) => Math.min(revision + 1, maxEvents),
  });
  return {
    find: (stream) => cache.get(stream),
    set: (stream, snapshot) => cache.set(stream, snapshot),
  };
}
