import type { Message, Side } from '@energy/proto/chat';
import type { LocalDay } from '../calendar/local-day.ts';
import { type Conversation, otherSide, readThrough } from './conversation.ts';
import type { UnsentMessage } from './outbox.ts';

/** The delivery state of a message of the reader's own side. */
export type MessageState = 'sending' | 'failed' | 'sent' | 'read';

export interface TimelineMessage {
  readonly kind: 'message';
  /** The message's id. */
  readonly key: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly authorId: string;
  readonly isOwnSide: boolean;
  /** True for the reader's own messages, false for a colleague's. */
  readonly isOwn: boolean;
  /** `undefined` for messages of the other side. */
  readonly state: MessageState | undefined;
  readonly failure?: UnsentMessage['failure'];
  /** True unless it is the first of a group: messages of one author within minutes of each other. */
  readonly followsInGroup: boolean;
  readonly isLastOfGroup: boolean;
}

export type TimelineItem =
  | TimelineMessage
  | { readonly kind: 'day'; readonly key: string; readonly day: LocalDay }
  | { readonly kind: 'unread'; readonly key: 'unread' };

export interface TimelineOptions {
  readonly conversation: Conversation;
  readonly unsent: readonly UnsentMessage[];
  /** The reader's side and id. */
  readonly side: Side;
  readonly userId: string;
  /** The revision after which the line above unread messages is drawn. */
  readonly unreadAfter: number | undefined;
  readonly dayOf: (at: number) => LocalDay;
}

const GROUP_INTERVAL_MS = 5 * 60_000;

/** Lists days and messages from top to bottom, unsent messages last. */
export function toTimeline(options: TimelineOptions): readonly TimelineItem[] {
  const { conversation, unreadAfter, side, dayOf } = options;
  const messages = toTimelineMessages(options);
  const firstUnread =
    unreadAfter === undefined ? undefined : firstAfter(conversation, side, unreadAfter);
  const items: TimelineItem[] = [];
  let day: LocalDay | undefined;
  for (const [index, message] of messages.entries()) {
    const messageDay = dayOf(message.at);
    const isNewDay = messageDay !== day;
    if (isNewDay) items.push({ kind: 'day', key: `day ${messageDay}`, day: messageDay });
    day = messageDay;
    const isFirstUnread = message.key === firstUnread;
    if (isFirstUnread) items.push({ kind: 'unread', key: 'unread' });
    const next = messages[index + 1];
    const followsInGroup = !isNewDay && !isFirstUnread && isSameGroup(messages[index - 1], message);
    const isLastOfGroup =
      next?.key === firstUnread || dayOf(next?.at ?? 0) !== day || !isSameGroup(message, next);
    items.push({ ...message, followsInGroup, isLastOfGroup });
  }
  return items;
}

type UngroupedMessage = Omit<TimelineMessage, 'followsInGroup' | 'isLastOfGroup'>;

function toTimelineMessages({
  conversation,
  unsent,
  side,
  userId,
}: TimelineOptions): readonly UngroupedMessage[] {
  const readByOther = readThrough(conversation, otherSide(side));
  const stored = conversation.messages.map((message) => ({
    ...toTimelineMessage(message, side, readByOther),
    isOwn: message.authorId === userId,
  }));
  const ids = new Set(stored.map(({ key }) => key));
  const waiting = unsent
    .filter(({ messageId }) => !ids.has(messageId))
    .map(({ messageId, text, writtenAt, failure }): UngroupedMessage => {
      const state = failure ? 'failed' : 'sending';
      const own = { kind: 'message', isOwnSide: true, isOwn: true, authorId: userId } as const;
      return { ...own, key: messageId, text, at: writtenAt, state, ...(failure && { failure }) };
    });
  return [...stored, ...waiting];
}

function toTimelineMessage(
  message: Message,
  side: Side,
  readByOther: number,
): Omit<UngroupedMessage, 'isOwn'> {
  const isOwnSide = message.side === side;
  const state = message.revision <= readByOther ? 'read' : 'sent';
  return {
    kind: 'message',
    key: message.messageId,
    text: message.text,
    at: message.sentAt?.getTime() ?? 0,
    authorId: message.authorId,
    isOwnSide,
    state: isOwnSide ? state : undefined,
  };
}

function firstAfter(conversation: Conversation, side: Side, revision: number): string | undefined {
  const { messages } = conversation;
  return messages.find((message) => message.side !== side && message.revision > revision)
    ?.messageId;
}

function isSameGroup(
  before: UngroupedMessage | undefined,
  after: UngroupedMessage | undefined,
): boolean {
  if (!before || !after || before.authorId !== after.authorId) return false;
  return after.at - before.at < GROUP_INTERVAL_MS;
}
