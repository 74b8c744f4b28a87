import {
  type FollowResponse,
  type ListMessagesResponse,
  type Message,
  type ReadMarks,
  Side,
} from '@energy/proto/chat';

/** A conversation as far as it is known here: its latest messages, without a gap. */
export interface Conversation {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** Whether there are earlier ones than those. */
  readonly hasEarlier: boolean;
  /** The revision from which on nothing is known. */
  readonly nextRevision: number;
  readonly readMarks: ReadMarks;
  /** Whether its client was deleted: there will be no more messages. */
  readonly closed: boolean;
}

/** As it is when its newest page has come. */
export function loaded(page: ListMessagesResponse): Conversation {
  const { messages, hasEarlier, nextRevision, readMarks = {}, closed } = page;
  return { messages, hasEarlier, nextRevision, readMarks, closed };
}

/** As it is after what was heard; whatever is heard again changes nothing. */
export function updated(conversation: Conversation, response: FollowResponse): Conversation {
  const { update } = response;
  const nextRevision = Math.max(conversation.nextRevision, response.nextRevision);
  const known = { ...conversation, nextRevision };
  switch (update?.$case) {
    case 'message':
      return withMessage(known, update.value);
    case 'read':
      return withReadMark(known, update.value.side, update.value.throughRevision);
    case 'closed':
      return { ...known, closed: true };
    default:
      return known;
  }
}

/** With a message in its place, unless it is there. */
export function withMessage(conversation: Conversation, message: Message): Conversation {
  const { messages } = conversation;
  const place = messages.findLastIndex(({ revision }) => revision <= message.revision);
  if (messages[place]?.revision === message.revision) return conversation;
  return { ...conversation, messages: messages.toSpliced(place + 1, 0, message) };
}

/** With the page of messages before the earliest one that was known. */
export function withEarlier(conversation: Conversation, page: ListMessagesResponse): Conversation {
  const [first] = conversation.messages;
  const earlier = page.messages.filter(({ revision }) => !first || revision < first.revision);
  const messages = [...earlier, ...conversation.messages];
  return { ...conversation, messages, hasEarlier: page.hasEarlier };
}

/** With how far a side has read; marks move only forwards. */
export function withReadMark(
  conversation: Conversation,
  side: Side,
  through: number,
): Conversation {
  if (through <= readThrough(conversation, side)) return conversation;
  const name = side === Side.SIDE_CLIENT ? 'client' : 'administrators';
  return { ...conversation, readMarks: { ...conversation.readMarks, [name]: through } };
}

export function otherSide(side: Side): Side {
  return side === Side.SIDE_CLIENT ? Side.SIDE_ADMINISTRATORS : Side.SIDE_CLIENT;
}

/** The revision up to which a side has read; -1 where it has read nothing. */
export function readThrough({ readMarks }: Pick<Conversation, 'readMarks'>, side: Side): number {
  const mark = side === Side.SIDE_CLIENT ? readMarks.client : readMarks.administrators;
  return mark ?? -1;
}

/** The other side's messages that a side has not read, of those that are known. */
export function unreadBy(conversation: Conversation, side: Side): readonly Message[] {
  const mark = readThrough(conversation, side);
  return conversation.messages.filter(
    ({ revision, side: author }) => author !== side && revision > mark,
  );
}
