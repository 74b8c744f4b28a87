import type {
  Conversation,
  ConversationListOptions,
  ConversationPage,
  ListedConversation,
} from './conversations.ts';
import { hasWords, searchWords } from './search-text.ts';
import type { UsersReadModel } from './users.ts';

/** So many conversations are looked through at once where a search fits many names. */
const ROWS_AT_ONCE = 500;

/** The conversations by their last message, the newest first. */
export interface SortedConversations {
  /** @param among only those with one of these ids */
  pageOf(
    options: Pick<ConversationListOptions, 'limit' | 'after'>,
    among?: readonly string[],
  ): Promise<{ readonly rows: readonly Conversation[]; readonly next: string | undefined }>;
  /** The `next` of a page that ends with this conversation. */
  nextAfter(last: Conversation): string;
}

/** Where the names of clients are. */
export type ClientNames = Pick<UsersReadModel, 'findAll' | 'findNamed'>;

/**
 * A page of conversations with their clients' names. Names are the users' alone, so that a search is for
 * users first: where few have the words in their names, it goes on among their conversations; where many
 * have, among all conversations, of which it soon finds enough.
 */
export async function listConversations(
  conversations: SortedConversations,
  users: ClientNames,
  { limit, after, search = '' }: ConversationListOptions,
): Promise<ConversationPage> {
  const isSearch = searchWords(search).length > 0;
  const few = isSearch ? await users.findNamed(search) : undefined;
  if (isSearch && !few) return lookThrough(conversations, users, { limit, after, search });
  const among = few?.map(({ id }) => id);
  const { rows, next } = await conversations.pageOf({ limit, after }, among);
  return { conversations: await named(rows, few ?? users), next };
}

async function lookThrough(
  conversations: SortedConversations,
  users: ClientNames,
  { limit, after, search }: ConversationListOptions & { readonly search: string },
): Promise<ConversationPage> {
  const found: ListedConversation[] = [];
  for (let from = after; ; ) {
    const { rows, next } = await conversations.pageOf({ limit: ROWS_AT_ONCE, after: from });
    const listed = await named(rows, users);
    found.push(...listed.filter(({ clientName = '' }) => hasWords(clientName, search)));
    if (found.length > limit) {
      const page = found.slice(0, limit);
      return { conversations: page, next: conversations.nextAfter(page.at(-1)!) };
    }
    if (next === undefined) return { conversations: found, next };
    from = next;
  }
}

type Named = Awaited<ReturnType<UsersReadModel['findAll']>>;

async function named(
  rows: readonly Conversation[],
  users: Named | ClientNames,
): Promise<ListedConversation[]> {
  const known = 'findAll' in users ? await users.findAll(rows.map(({ id }) => id)) : users;
  const names = new Map(known.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, clientName: names.get(row.id) }));
}
