import type { EventStore } from '@energy/event-store';
import {
  type Conversation,
  type ConversationListOptions,
  type ConversationPage,
  type ListedConversation,
  type ReadModels,
  waitForPosition,
} from '@energy/read-models';
import { engineUnavailable } from '../calls/failures.ts';

const NAME_BATCH_SIZE = 500;
const CATCH_UP_TIMEOUT_MS = 2_000;

export type InboxReadModels = Pick<ReadModels, 'conversations' | 'users' | 'position'>;

/**
 * The administrators' list of conversations. It is a read model, so its lists wait until the projector has
 * reached everything that was stored before the call. All methods throw EngineUnavailable while an engine is
 * unavailable.
 */
export class Inbox {
  readonly #readModels: InboxReadModels;
  readonly #eventStore: EventStore;

  constructor(readModels: InboxReadModels, eventStore: EventStore) {
    this.#readModels = readModels;
    this.#eventStore = eventStore;
  }

  /** Finds a conversation as far as it is projected. */
  find(id: string): Promise<Conversation | undefined> {
    return this.#readModels.conversations.find(id);
  }

  /**
   * Lists conversations by their last message, newest first.
   *
   * @throws ChatFailure where the projector does not catch up within 2 s
   * @throws InvalidCursor where `after` is not the `next` of an earlier page
   */
  async list(options: ConversationListOptions): Promise<ConversationPage> {
    await this.#catchUp();
    return this.#readModels.conversations.list(options);
  }

  /**
   * Yields every conversation once, ordered by client id: new messages do not change the order.
   *
   * @throws ChatFailure where the projector does not catch up within 2 s
   */
  async *all(): AsyncIterable<ListedConversation> {
    await this.#catchUp();
    let batch: Conversation[] = [];
    for await (const conversation of this.#readModels.conversations.all()) {
      batch.push(conversation);
      if (batch.length < NAME_BATCH_SIZE) continue;
      yield* await this.#withNames(batch);
      batch = [];
    }
    yield* await this.#withNames(batch);
  }

  async #catchUp(): Promise<void> {
    const head = await this.#eventStore.head();
    if (
      head !== undefined &&
      !(await waitForPosition(this.#readModels, head, CATCH_UP_TIMEOUT_MS))
    ) {
      throw engineUnavailable();
    }
  }

  async #withNames(conversations: readonly Conversation[]): Promise<ListedConversation[]> {
    const clients = await this.#readModels.users.findAll(conversations.map(({ id }) => id));
    const names = new Map(clients.map(({ id, name }) => [id, name]));
    return conversations.map((conversation) => ({
      ...conversation,
      clientName: names.get(conversation.id),
    }));
  }
}
