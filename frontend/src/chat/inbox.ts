import type { Conversation } from '@energy/proto/chat';

/** The conversations that have begun, by their clients. */
export type Inbox = ReadonlyMap<string, Conversation>;

/** Which conversations are shown: all, those with unread messages, or those that wait for an answer. */
export type InboxFilter = 'all' | 'unread' | 'waiting';

/**
 * The conversations that are looked for: who waits longest first where it is those who wait, and else
 * the latest first.
 *
 * @param search words that are all to be found in the client's name, whatever their case and accents
 */
export function found(
  inbox: Inbox,
  { filter, search }: { readonly filter: InboxFilter; readonly search: string },
): readonly Conversation[] {
  const words = plain(search).split(/\s+/);
  const fitting = [...inbox.values()].filter((conversation) => {
    const name = plain(conversation.clientName);
    return fits(conversation, filter) && words.every((word) => name.includes(word));
  });
  return fitting.sort(filter === 'waiting' ? byWaiting : byLatest);
}

/** How many conversations each filter shows. */
export function countsOf(inbox: Inbox): Readonly<Record<InboxFilter, number>> {
  const all = [...inbox.values()];
  const count = (filter: InboxFilter) => all.filter((each) => fits(each, filter)).length;
  return { all: all.length, unread: count('unread'), waiting: count('waiting') };
}

function fits({ unread, waitingSince }: Conversation, filter: InboxFilter): boolean {
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

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().trim();
}
