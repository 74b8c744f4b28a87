import type { EventStore } from '@energy/event-store';
import {
  type Conversation,
  type ConversationListOptions,
  type ConversationPage,
  type ListedConversation,
  type ReadModels,
  reached,
} from '@energy/read-models';
import { engineUnavailable } from '../calls/failures.ts';

const NAMES_AT_ONCE = 500;
const PATIENCE_MS = 2_000;

export type InboxReadModels = Pick<ReadModels, 'conversations' | 'users' | 'position'>;

/**
 * The conversations that have begun, as administrators look through them. The projector keeps it, so
 * that it may be behind the event store: who looks through it waits until it holds everything that was
 * stored before. All methods throw EngineUnavailable while an engine is away.
 */
export class Inbox {
  readonly #readModels: InboxReadModels;
  readonly #eventStore: EventStore;

  constructor(readModels: InboxReadModels, eventStore: EventStore) {
    this.#readModels = readModels;
    this.#eventStore = eventStore;
  }

  /** A conversation as far as the projector has come; `undefined` where it knows of none. */
  find(id: string): Promise<Conversation | undefined> {
    return this.#readModels.conversations.find(id);
  }

  /**
   * Those whose last message is the newest first.
   *
   * @throws ChatFailure where the projector is behind for more than 2 s
   * @throws InvalidCursor where `after` is no `next` of an earlier page
   */
  async list(options: ConversationListOptions): Promise<ConversationPage> {
    await this.#upToDate();
    return this.#readModels.conversations.list(options);
  }

  /**
   * Every conversation once, by its client's id: whatever is written meanwhile moves none of them to
   * where they were passed already.
   *
   * @throws ChatFailure where the projector is behind for more than 2 s
   */
  async *all(): AsyncIterable<ListedConversation> {
    await this.#upToDate();
    let some: Conversation[] = [];
    for await (const conversation of this.#readModels.conversations.all()) {
      some.push(conversation);
      if (some.length < NAMES_AT_ONCE) continue;
      yield* await this.#named(some);
      some = [];
    }
    yield* await this.#named(some);
  }

  async #upToDate(): Promise<void> {
    const head = await this.#eventStore.head();
    if (head !== undefined && !(await reached(this.#readModels, head, PATIENCE_MS))) {
      throw engineUnavailable();
    }
  }

  async #named(conversations: readonly Conversation[]): Promise<ListedConversation[]> {
    const clients = await this.#readModels.users.findAll(conversations.map(({ id }) => id));
    const names = new Map(clients.map(({ id, name }) => [id, name]));
    return conversations.map((each) => ({ ...each, clientName: names.get(each.id) }));
  }
}
