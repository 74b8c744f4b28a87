import type { MongoConnection } from '@energy/engines/mongodb';
import {
  type ClientNames,
  listConversations,
  type SortedConversations,
} from '../conversation-list.ts';
import type {
  Conversation,
  ConversationListOptions,
  ConversationPage,
  ConversationsReadModel,
} from '../conversations.ts';
import { cursorAt } from '../listing.ts';
import {
  BY_ID,
  ListedCollection,
  type ListedShape,
  type ListFilter,
  listIndex,
  placeOf,
} from './listed-collection.ts';

type ConversationSort = 'lastMessage';

const NEWEST_FIRST = { sort: 'lastMessage', order: 'descending' } as const;

const SHAPE: ListedShape<Conversation, ConversationSort> = {
  name: 'conversations_1',
  indexes: [listIndex('by_last_message', { byLastMessage: 1 })],
  orders: { lastMessage: { field: 'byLastMessage', index: 'by_last_message' } },
  fields: ({ id, lastMessage, unread, waitingSince, readThrough, closedAt }) => ({
    lastMessage: { ...lastMessage },
    unread,
    ...(waitingSince !== undefined && { waitingSince }),
    readThrough: given(readThrough),
    ...(closedAt !== undefined && { closedAt }),
    listed: true,
    byLastMessage: placeOf(id, lastMessage.sentAt),
  }),
  rowOf: (stored): Conversation => ({
    id: stored._id,
    lastMessage: stored.lastMessage,
    unread: stored.unread,
    waitingSince: stored.waitingSince,
    readThrough: {
      client: stored.readThrough.client,
      administrators: stored.readThrough.administrators,
    },
    closedAt: stored.closedAt,
    revision: stored.revision,
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
    const place = placeOf(id, lastMessage.sentAt);
    return cursorAt([NEWEST_FIRST.sort, NEWEST_FIRST.order], [place]);
  }
}

function withIds(ids: readonly string[]): ListFilter {
  return { condition: { _id: { $in: [...ids] } }, index: BY_ID.index };
}

/** Without what is not there, which MongoDB would keep as null. */
function given(revisions: Conversation['readThrough']) {
  return Object.fromEntries(Object.entries(revisions).filter(([, value]) => value !== undefined));
}
