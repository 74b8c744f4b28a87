import type { ConversationEvent, ConversationSide } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Typing as TypingNotice } from '@energy/live-feed';
import {
  type Conversation,
  type FollowResponse,
  type Message,
  type ReadMarks,
  Side,
  type Typing,
} from '@energy/proto/chat';
import type { ListedConversation } from '@energy/read-models';
import type { StoredMessage } from './conversations/history.ts';

/** The time for which one notice shows a user as typing. */
const TYPING_LIFETIME_MS = 5_000;

const SIDES = {
  client: Side.SIDE_CLIENT,
  administrators: Side.SIDE_ADMINISTRATORS,
} as const satisfies Record<ConversationSide, Side>;

export function toMessage({ data, revision, recordedAt }: StoredMessage): Message {
  const { messageId, side, authorId, text } = data;
  return { messageId, revision, side: SIDES[side], authorId, text, sentAt: new Date(recordedAt) };
}

/** A stored event as its followers receive it. */
export function toUpdate(event: StoredEvent<ConversationEvent>): FollowResponse {
  return { nextRevision: event.revision + 1, update: toChange(event) };
}

function toChange(event: StoredEvent<ConversationEvent>): FollowResponse['update'] {
  const { revision } = event;
  switch (event.type) {
    case 'MessageSent':
      return { $case: 'message', value: toMessage(event as StoredMessage) };
    case 'MessagesRead': {
      const { side, readerId, through } = event.data;
      const readAt = new Date(event.recordedAt);
      const value = { revision, side: SIDES[side], readerId, throughRevision: through, readAt };
      return { $case: 'read', value };
    }
    case 'ConversationClosed':
      return { $case: 'closed', value: { revision, closedAt: new Date(event.recordedAt) } };
    default:
      event satisfies never;
      return undefined;
  }
}

export function toTyping({ clientId, userId, at }: TypingNotice): Typing {
  const side = userId === clientId ? Side.SIDE_CLIENT : Side.SIDE_ADMINISTRATORS;
  return { side, userId, expiresAt: new Date(at + TYPING_LIFETIME_MS) };
}

/** A notice has expired. */
export function isOver({ at }: TypingNotice, now: number = Date.now()): boolean {
  return at + TYPING_LIFETIME_MS <= now;
}

export function toConversation(conversation: ListedConversation): Conversation {
  const { id, clientName, revision, lastMessage, unread, waitingSince } = conversation;
  const { messageId, side, authorId, text, sentAt } = lastMessage;
  return {
    clientId: id,
    clientName: clientName ?? '',
    nextRevision: revision + 1,
    lastMessage: {
      messageId,
      revision: lastMessage.revision,
      side: SIDES[side],
      authorId,
      text,
      sentAt: new Date(sentAt),
    },
    unread,
    waitingSince: waitingSince === undefined ? undefined : new Date(waitingSince),
    readMarks: toReadMarks(conversation),
    closed: conversation.closedAt !== undefined,
  };
}

export function toReadMarks({ readThrough }: Pick<ListedConversation, 'readThrough'>): ReadMarks {
  return { client: readThrough.client, administrators: readThrough.administrators };
}
