import type { MongoConnection } from '@energy/engines/mongodb';
import {
  type ClientNames,
  listConversations,
  type SortedConversations,
} from '../conversation-list.ts';
import {
  CONVERSATION_ATTRIBUTES,
  type Conversation,
  type ConversationListOptions,
  type ConversationPage,
  type ConversationsReadModel,
} from '../conversations.ts';
import { cursorAt } from '../listing.ts';
import {
  BY_ID,
  ListedCollection,
  type ListedShape,
  type ListFilter,
  listIndex,
  sortKey,
} from './listed-collection.ts';

type ConversationSort = 'lastMessage';

const NEWEST_FIRST = { sort: 'lastMessage', order: 'descending' } as const;

const SHAPE: ListedShape<Conversation, ConversationSort> = {
  name: 'conversations_1',
  attributes: CONVERSATION_ATTRIBUTES,
  indexes: [listIndex('by_last_message', { byLastMessage: 1 })],
  orders: { lastMessage: { field: 'byLastMessage', index: 'by_last_message' } },
  derive: ({ id, lastMessage }) => ({
    listed: true,
    byLastMessage: sortKey(id, lastMessage.sentAt),
  }),
};

export class MongoConversations
  extends ListedCollection<Conversation, ConversationSort>
  implements ConversationsReadModel, SortedConversations
{
  readonly #users: ClientNames;

  constructor(connection: MongoConnection, users: ClientNames) {
    super(connection, SHAPE);
    this.#users = users;
  }

  list(options: ConversationListOptions): Promise<ConversationPage> {
    return listConversations(this, this.#users, options);
  }

  pageOf(
    { limit, after }: Pick<ConversationListOptions, 'limit' | 'after'>,
    among?: readonly string[],
  ) {
    return this.page({ limit, after, ...NEWEST_FIRST }, among && withIds(among));
  }

  nextAfter({ id, lastMessage }: Conversation): string {
    const key = sortKey(id, lastMessage.sentAt);
    return cursorAt([NEWEST_FIRST.sort, NEWEST_FIRST.order], [key]);
  }
}

function withIds(ids: readonly string[]): ListFilter {
  return { condition: { _id: { $in: [...ids] } }, index: BY_ID.index };
}
