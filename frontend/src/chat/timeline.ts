import type { Message, Side } from '@energy/proto/chat';
import type { LocalDay } from '../calendar/local-day.ts';
import { type Conversation, otherSide, readThrough } from './conversation.ts';
import type { Unsent } from './outbox.ts';

/** What has become of a message of one's own side; `undefined` for the other side's. */
export type MessageState = 'sending' | 'failed' | 'sent' | 'read';

/** A message as it is shown. */
export interface ShownMessage {
  readonly kind: 'message';
  /** The message's id. */
  readonly key: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly authorId: string;
  readonly isOwnSide: boolean;
  /** Whether the reader has written it; false for a colleague's. */
  readonly isOwn: boolean;
  readonly state: MessageState | undefined;
  /** What it failed with. */
  readonly failure?: Unsent['failure'];
  /** Whether it goes on what the one before it said: the same author, within minutes. */
  readonly isContinued: boolean;
  /** Whether the next one goes on what it says. */
  readonly goesOn: boolean;
}

export type TimelineItem =
  | ShownMessage
  | { readonly kind: 'day'; readonly key: string; readonly day: LocalDay }
  | { readonly kind: 'unread'; readonly key: 'unread' };

export interface TimelineOptions {
  readonly conversation: Conversation;
  readonly unsent: readonly Unsent[];
  /** Whose side this is, and who it is. */
  readonly side: Side;
  readonly userId: string;
  /** The revision up to which all had been read when one began to look; a line stands after it. */
  readonly lineAfter: number | undefined;
  readonly dayOf: (at: number) => LocalDay;
}

const SAME_BREATH_MS = 5 * 60_000;

/** What is shown of a conversation from top to bottom: days, messages, those on their way last. */
export function timelineOf(options: TimelineOptions): readonly TimelineItem[] {
  const { conversation, lineAfter, side, dayOf } = options;
  const shown = messagesOf(options);
  const firstUnread =
    lineAfter === undefined ? undefined : firstAfter(conversation, side, lineAfter);
  const items: TimelineItem[] = [];
  let day: LocalDay | undefined;
  for (const [index, message] of shown.entries()) {
    const ownDay = dayOf(message.at);
    const isNewDay = ownDay !== day;
    if (isNewDay) items.push({ kind: 'day', key: `day ${ownDay}`, day: ownDay });
    day = ownDay;
    const isFirstUnread = message.key === firstUnread;
    if (isFirstUnread) items.push({ kind: 'unread', key: 'unread' });
    const next = shown[index + 1];
    const isContinued = !isNewDay && !isFirstUnread && isInOneBreath(shown[index - 1], message);
    const goesOn =
      next?.key !== firstUnread && dayOf(next?.at ?? 0) === day && isInOneBreath(message, next);
    items.push({ ...message, isContinued, goesOn });
  }
  return items;
}

type Unplaced = Omit<ShownMessage, 'isContinued' | 'goesOn'>;

function messagesOf({ conversation, unsent, side, userId }: TimelineOptions): readonly Unplaced[] {
  const readByOther = readThrough(conversation, otherSide(side));
  const stored = conversation.messages.map((message) => ({
    ...shownOf(message, side, readByOther),
    isOwn: message.authorId === userId,
  }));
  const ids = new Set(stored.map(({ key }) => key));
  const waiting = unsent
    .filter(({ messageId }) => !ids.has(messageId))
    .map(({ messageId, text, writtenAt, failure }): Unplaced => {
      const state = failure ? 'failed' : 'sending';
      const own = { kind: 'message', isOwnSide: true, isOwn: true, authorId: userId } as const;
      return { ...own, key: messageId, text, at: writtenAt, state, ...(failure && { failure }) };
    });
  return [...stored, ...waiting];
}

function shownOf(message: Message, side: Side, readByOther: number): Omit<Unplaced, 'isOwn'> {
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
  return messages.find((each) => each.side !== side && each.revision > revision)?.messageId;
}

function isInOneBreath(before: Unplaced | undefined, after: Unplaced | undefined): boolean {
  if (!before || !after || before.authorId !== after.authorId) return false;
  return after.at - before.at < SAME_BREATH_MS;
}
