import type { Conversation } from '@energy/proto/chat';

/** The conversations with at least one message, by client id. */
export type Inbox = ReadonlyMap<string, Conversation>;

/** `waiting`: the client's last message has no reply. */
export type InboxFilter = 'all' | 'unread' | 'waiting';

/**
 * Filters and sorts the conversations: by the longest wait for the filter `waiting`, else latest first.
 *
 * @param search words that the client's name must all contain; case and accents are ignored
 */
export function filterInbox(
  inbox: Inbox,
  { filter, search }: { readonly filter: InboxFilter; readonly search: string },
): readonly Conversation[] {
  const words = foldText(search).split(/\s+/);
  const matching = [...inbox.values()].filter((conversation) => {
    const name = foldText(conversation.clientName);
    return matchesFilter(conversation, filter) && words.every((word) => name.includes(word));
  });
  return matching.sort(filter === 'waiting' ? byWaiting : byLatest);
}

/** Counts the conversations of each filter. */
export function countByFilter(inbox: Inbox): Readonly<Record<InboxFilter, number>> {
  const all = [...inbox.values()];
  const count = (filter: InboxFilter) =>
    all.filter((conversation) => matchesFilter(conversation, filter)).length;
  return { all: all.length, unread: count('unread'), waiting: count('waiting') };
}

function matchesFilter({ unread, waitingSince }: Conversation, filter: InboxFilter): boolean {
  if (filter === 'unread') return unread > 0;
  return filter === 'all' || waitingSince !== undefined;
}

function byLatest(a: Conversation, b: Conversation): number {
  return timeOf(b.lastMessage?.sentAt) - timeOf(a.lastMessage?.sentAt);
}

function byWaiting(a: Conversation, b: Conversation): number {
  return timeOf(a.waitingSince) - timeOf(b.waitingSince);
}

function timeOf(date: Date | undefined): number {
  return date?.getTime() ?? 0;
}

/** Removes case and accents. */
function foldText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().trim();
}
