import type {
  Conversation,
  ConversationListOptions,
  ConversationPage,
  ListedConversation,
} from './conversations.ts';
import { hasWords, searchWords } from './search-text.ts';
import type { UsersReadModel } from './users.ts';

/** The page size of a search that matches many names. */
const SCAN_PAGE_SIZE = 500;

/** The conversations, those with the newest message first. */
export interface SortedConversations {
  /** @param among restricts the page to these ids */
  pageOf(
    options: Pick<ConversationListOptions, 'limit' | 'after'>,
    among?: readonly string[],
  ): Promise<{ readonly rows: readonly Conversation[]; readonly next: string | undefined }>;
  /** Returns the `next` of a page that ends with this conversation. */
  nextAfter(last: Conversation): string;
}

/** Finds the names of clients. */
export type ClientNames = Pick<UsersReadModel, 'findAll' | 'findNamed'>;

/**
 * Lists conversations with the names of their clients. Only users have names, so that a search finds users first. For
 * few matching users it reads their conversations; for many it scans all conversations, which soon fills a page.
 */
export async function listConversations(
  conversations: SortedConversations,
  users: ClientNames,
  { limit, after, search = '' }: ConversationListOptions,
): Promise<ConversationPage> {
  const isSearch = searchWords(search).length > 0;
  const matching = isSearch ? await users.findNamed(search) : undefined;
  if (isSearch && !matching) return scan(conversations, users, { limit, after, search });
  const among = matching?.map(({ id }) => id);
  const { rows, next } = await conversations.pageOf({ limit, after }, among);
  return { conversations: await withClientNames(rows, matching ?? users), next };
}

async function scan(
  conversations: SortedConversations,
  users: ClientNames,
  { limit, after, search }: ConversationListOptions & { readonly search: string },
): Promise<ConversationPage> {
  const found: ListedConversation[] = [];
  for (let from = after; ; ) {
    const { rows, next } = await conversations.pageOf({ limit: SCAN_PAGE_SIZE, after: from });
    const listed = await withClientNames(rows, users);
    found.push(...listed.filter(({ clientName = '' }) => hasWords(clientName, search)));
    if (found.length > limit) {
      const page = found.slice(0, limit);
      return { conversations: page, next: conversations.nextAfter(page.at(-1)!) };
    }
    if (next === undefined) return { conversations: found, next };
    from = next;
  }
}

type FoundUsers = Awaited<ReturnType<UsersReadModel['findAll']>>;

async function withClientNames(
  rows: readonly Conversation[],
  users: FoundUsers | ClientNames,
): Promise<ListedConversation[]> {
  const known = 'findAll' in users ? await users.findAll(rows.map(({ id }) => id)) : users;
  const names = new Map(known.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({ ...row, clientName: names.get(row.id) }));
}
