import type { EmbeddedDatabase } from '@energy/engines';
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
import { Columns, type TableColumns } from './columns.ts';
import { ListedTable, type ListedTableOf, type TableFilter } from './listed-table.ts';

type ConversationSort = 'lastMessage';

const NEWEST_FIRST = { sort: 'lastMessage', order: 'descending' } as const;

interface StoredConversation extends Omit<Conversation, 'readThrough'> {
  readonly readByClient: number | undefined;
  readonly readByAdministrators: number | undefined;
}

const { readThrough: _, ...attributes } = CONVERSATION_ATTRIBUTES;
const stored = new Columns<StoredConversation>({
  ...attributes,
  readByClient: 'optional integer',
  readByAdministrators: 'optional integer',
});

const columns: TableColumns<Conversation> = {
  names: stored.names,
  schema: stored.schema,
  toValues: ({ readThrough: { client, administrators }, ...conversation }) =>
    stored.toValues({
      ...conversation,
      readByClient: client,
      readByAdministrators: administrators,
    }),
  toRow(values) {
    const { readByClient, readByAdministrators, ...conversation } = stored.toRow(values);
    return {
      ...conversation,
      readThrough: { client: readByClient, administrators: readByAdministrators },
    };
  },
};

export const CONVERSATIONS_TABLE: ListedTableOf<Conversation, ConversationSort> = {
  name: 'conversations_1',
  columns,
  derived: { last_message_at: 'TEXT NOT NULL' },
  indexes: { by_id: '(id)', by_last_message: '(last_message_at, id)' },
  orders: {
    lastMessage: { column: 'last_message_at', type: 'string', index: 'by_last_message' },
  },
  derive: ({ lastMessage }) => ({ last_message_at: lastMessage.sentAt }),
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
  return { condition, parameters: [JSON.stringify(ids)], index: 'by_id' };
}
