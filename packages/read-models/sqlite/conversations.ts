import type { EmbeddedDatabase } from '@energy/engines';
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
import { ListedTable, type ListedTableOf, type TableFilter } from './listed-table.ts';

type ConversationSort = 'lastMessage';

const NEWEST_FIRST = { sort: 'lastMessage', order: 'descending' } as const;

/** `last_message` is JSON. */
export const CONVERSATIONS_TABLE: ListedTableOf<Conversation, ConversationSort> = {
  name: 'conversations_1',
  schema: `
    id TEXT NOT NULL,
    last_message TEXT NOT NULL,
    last_message_at TEXT NOT NULL,
    unread INTEGER NOT NULL,
    waiting_since TEXT,
    read_by_client INTEGER,
    read_by_administrators INTEGER,
    closed_at TEXT,
    revision INTEGER NOT NULL
  `,
  columns: [
    'id',
    'last_message',
    'last_message_at',
    'unread',
    'waiting_since',
    'read_by_client',
    'read_by_administrators',
    'closed_at',
    'revision',
  ],
  texts: [],
  text: undefined,
  indexes: { by_id: '(id)', by_last_message: '(last_message_at, id)' },
  orders: {
    lastMessage: { column: 'last_message_at', type: 'string', index: 'by_last_message' },
  },
  values: ({ readThrough, ...conversation }) => ({
    id: conversation.id,
    last_message: JSON.stringify(conversation.lastMessage),
    last_message_at: conversation.lastMessage.sentAt,
    unread: conversation.unread,
    waiting_since: conversation.waitingSince ?? null,
    read_by_client: readThrough.client ?? null,
    read_by_administrators: readThrough.administrators ?? null,
    closed_at: conversation.closedAt ?? null,
    revision: conversation.revision,
  }),
  rowOf: ([id, last, _at, unread, waitingSince, client, administrators, closedAt, revision]) => ({
    id: id as string,
    lastMessage: JSON.parse(last as string),
    unread: unread as number,
    waitingSince: (waitingSince as string | null) ?? undefined,
    readThrough: {
      client: (client as number | null) ?? undefined,
      administrators: (administrators as number | null) ?? undefined,
    },
    closedAt: (closedAt as string | null) ?? undefined,
    revision: revision as number,
  }),
};

export class SqliteConversations
  extends ListedTable<Conversation, ConversationSort>
  implements ConversationsReadModel, SortedConversations
{
  readonly #users: ClientNames;

  constructor(db: EmbeddedDatabase, users: ClientNames) {
    super(db, CONVERSATIONS_TABLE);
    this.#users = users;
  }

  list(options: ConversationListOptions): Promise<ConversationPage> {
    return listConversations(this, this.#users, options);
  }

  async pageOf(
    { limit, after }: Pick<ConversationListOptions, 'limit' | 'after'>,
    among?: readonly string[],
  ) {
    return this.page({ limit, after, ...NEWEST_FIRST }, among && withIds(among));
  }

  nextAfter({ id, lastMessage }: Conversation): string {
    return cursorAt([NEWEST_FIRST.sort, NEWEST_FIRST.order], [lastMessage.sentAt, id]);
  }
}

function withIds(ids: readonly string[]): TableFilter {
  const condition = 'id IN (SELECT value FROM json_each(?))';
  return { condition, parameter: JSON.stringify(ids), index: 'by_id' };
}
