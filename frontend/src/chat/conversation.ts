import {
  type FollowResponse,
  type ListMessagesResponse,
  type Message,
  type ReadMarks,
  Side,
} from '@energy/proto/chat';

/** The loaded part of a conversation: its latest messages without a gap. */
export interface Conversation {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasEarlier: boolean;
  /** The first revision that is not loaded. */
  readonly nextRevision: number;
  readonly readMarks: ReadMarks;
  /** True after the client was deleted: the conversation accepts no more messages. */
  readonly closed: boolean;
}

export function fromNewestPage(page: ListMessagesResponse): Conversation {
  const { messages, hasEarlier, nextRevision, readMarks = {}, closed } = page;
  return { messages, hasEarlier, nextRevision, readMarks, closed };
}

/** Applies a response of the stream. Idempotent. */
export function applyUpdate(conversation: Conversation, response: FollowResponse): Conversation {
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

/** Inserts a message by its revision, unless it is present. */
export function withMessage(conversation: Conversation, message: Message): Conversation {
  const { messages } = conversation;
  const place = messages.findLastIndex(({ revision }) => revision <= message.revision);
  if (messages[place]?.revision === message.revision) return conversation;
  return { ...conversation, messages: messages.toSpliced(place + 1, 0, message) };
}

/** Prepends the page before the earliest loaded message. */
export function withEarlier(conversation: Conversation, page: ListMessagesResponse): Conversation {
  const [first] = conversation.messages;
  const earlier = page.messages.filter(({ revision }) => !first || revision < first.revision);
  const messages = [...earlier, ...conversation.messages];
  return { ...conversation, messages, hasEarlier: page.hasEarlier };
}

/** Moves a side's read mark forwards, never back. */
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

/** Returns the revision through which a side has read; -1 if it has read nothing. */
export function readThrough({ readMarks }: Pick<Conversation, 'readMarks'>, side: Side): number {
  const mark = side === Side.SIDE_CLIENT ? readMarks.client : readMarks.administrators;
  return mark ?? -1;
}

/** Returns the loaded messages of the other side that a side has not read. */
export function unreadBy(conversation: Conversation, side: Side): readonly Message[] {
  const mark = readThrough(conversation, side);
  return conversation.messages.filter(
    ({ revision, side: author }) => author !== side && revision > mark,
  );
}
