import type { Decider } from './decider.ts';
import { RuleViolation } from './decider.ts';
import { refuseBidiControls } from './readable-text.ts';
import type { UserState } from './user.ts';
import { UUID } from './uuid.ts';

/**
 * Stream `conversation-<client id>`: the messages between a client and the administrators. A client has one
 * conversation, which starts with its first message.
 *
 * The author or reader is part of the data, not only the metadata's actor, because later decisions depend on it.
 */
export type ConversationEvent =
  | { readonly type: 'MessageSent'; readonly data: MessageSent }
  | { readonly type: 'MessagesRead'; readonly data: MessagesRead }
  /** The client was deleted. The messages stay readable. */
  | { readonly type: 'ConversationClosed'; readonly data: Record<string, never> };

/** The two participants: the client, and all administrators as a team. */
export type ConversationSide = 'client' | 'administrators';

export interface MessageSent {
  /** A UUID chosen by the sender: the same id again is the same message. */
  readonly messageId: string;
  readonly side: ConversationSide;
  /** The user who wrote it. */
  readonly authorId: string;
  /** 1 to 4,000 characters, without surrounding white space. */
  readonly text: string;
}

export interface MessagesRead {
  /** The side that has read the other side's messages. */
  readonly side: ConversationSide;
  /** The user who has read. */
  readonly readerId: string;
  /** The revision of the newest message that this read. */
  readonly through: number;
  /** The number of messages that this read. */
  readonly count: number;
}

export type ConversationState =
  | { readonly status: 'Unstarted' }
  | ({ readonly status: 'Open' } & StartedConversation)
  /** Accepts no more messages; those in it can still be read. */
  | ({ readonly status: 'Closed' } & StartedConversation);

interface StartedConversation {
  /** The revision of the next event. */
  readonly nextRevision: number;
  readonly progress: Readonly<Record<ConversationSide, Progress>>;
}

interface Progress {
  /** Messages that this side has sent. */
  readonly sent: number;
  /** Messages of the other side that this side has read. */
  readonly read: number;
  /** The revision of the newest message that this side has read. */
  readonly readThrough: number | undefined;
}

/** The messages of one side up to a revision. */
export interface SentMessages {
  readonly count: number;
  /** The revision of the newest of them. */
  readonly newest: number | undefined;
}

interface SendMessage extends MessageSent {
  /** The user whose conversation it is. */
  readonly client: UserState;
  /** The message that the conversation already has under this id. */
  readonly existing?: MessageSent | undefined;
}

interface MarkRead extends Pick<MessagesRead, 'side' | 'readerId' | 'through'> {
  /** The other side's messages up to `through`. */
  readonly messages: SentMessages;
}

export type ConversationCommand =
  | { readonly type: 'SendMessage'; readonly data: SendMessage }
  /** Marks everything up to a revision as read by one side. */
  | { readonly type: 'MarkRead'; readonly data: MarkRead }
  | { readonly type: 'CloseConversation' };

export const conversationDecider: Decider<
  ConversationCommand,
  ConversationEvent,
  ConversationState
> = { initialState: { status: 'Unstarted' }, decide, evolve };

/** The prefix of all conversation streams. */
export const CONVERSATION_STREAMS = 'conversation-';
export const conversationStream = (clientId: string): string => CONVERSATION_STREAMS + clientId;
export const clientIdOf = (stream: string): string => stream.slice(CONVERSATION_STREAMS.length);

export const otherSide = (side: ConversationSide): ConversationSide =>
  side === 'client' ? 'administrators' : 'client';

export interface ReadStatus {
  /** The revision of the newest message that the side has read. */
  readonly through: number | undefined;
  /** The number of the other side's messages that it has not read. */
  readonly unread: number;
}

export function readStatus(state: ConversationState, side: ConversationSide): ReadStatus {
  if (state.status === 'Unstarted') return { through: undefined, unread: 0 };
  const { read, readThrough } = state.progress[side];
  return { through: readThrough, unread: state.progress[otherSide(side)].sent - read };
}

function decide(
  command: ConversationCommand,
  state: ConversationState,
): readonly ConversationEvent[] {
  switch (command.type) {
    case 'SendMessage':
      return send(command.data, state);
    case 'MarkRead':
      return markRead(command.data, state);
    case 'CloseConversation':
      return state.status === 'Open' ? [{ type: 'ConversationClosed', data: {} }] : [];
    default:
      return command satisfies never;
  }
}

function evolve(state: ConversationState, event: ConversationEvent): ConversationState {
  if (event.type === 'MessageSent') return afterMessage(event.data, state);
  if (state.status === 'Unstarted') return state;
  const nextRevision = state.nextRevision + 1;
  switch (event.type) {
    case 'MessagesRead': {
      const { side, through, count } = event.data;
      const { sent, read } = state.progress[side];
      const progress = { sent, read: read + count, readThrough: through };
      return { ...state, nextRevision, progress: { ...state.progress, [side]: progress } };
    }
    case 'ConversationClosed':
      return { ...state, status: 'Closed', nextRevision };
    default:
      return event satisfies never;
  }
}

const NO_PROGRESS: Progress = { sent: 0, read: 0, readThrough: undefined };
const STARTED: Extract<ConversationState, { status: 'Open' }> = {
  status: 'Open',
  nextRevision: 0,
  progress: { client: NO_PROGRESS, administrators: NO_PROGRESS },
};

function afterMessage({ side }: MessageSent, state: ConversationState): ConversationState {
  const before = state.status === 'Unstarted' ? STARTED : state;
  const progress = { ...before.progress[side], sent: before.progress[side].sent + 1 };
  return {
    ...before,
    nextRevision: before.nextRevision + 1,
    progress: { ...before.progress, [side]: progress },
  };
}

function send(
  { client, existing, ...message }: SendMessage,
  state: ConversationState,
): readonly ConversationEvent[] {
  const sent: MessageSent = {
    ...message,
    messageId: readMessageId(message.messageId),
    text: readMessageText(message.text),
  };
  if (existing) {
    if (existing.authorId === sent.authorId && existing.text === sent.text) return [];
    throw new RuleViolation(
      'message-id-reused',
      'Another message has this id. Use a new id for every message.',
      'messageId',
    );
  }
  if (state.status === 'Closed' || client.status !== 'Registered' || client.role !== 'client') {
    throw new RuleViolation('conversation-closed', 'This user is no longer a client.');
  }
  return [{ type: 'MessageSent', data: sent }];
}

function markRead(
  { side, readerId, through, messages }: MarkRead,
  state: ConversationState,
): readonly ConversationEvent[] {
  if (!Number.isSafeInteger(through) || through < 0) {
    const message = 'A revision is a whole number from 0.';
    throw new RuleViolation('invalid-revision', message, 'throughRevision');
  }
  const nextRevision = state.status === 'Unstarted' ? 0 : state.nextRevision;
  if (state.status === 'Unstarted' || through >= nextRevision) {
    throw new RuleViolation(
      'revision-beyond-end',
      `The conversation has ${nextRevision} events: none has the revision ${through}.`,
      'throughRevision',
    );
  }
  const { count, newest } = messages;
  const unread = count - state.progress[side].read;
  if (newest === undefined || unread <= 0) return [];
  return [{ type: 'MessagesRead', data: { side, readerId, through: newest, count: unread } }];
}

/** @throws RuleViolation `invalid-message-id` */
export function readMessageId(messageId: string): string {
  const id = messageId.toLowerCase();
  if (UUID.test(id)) return id;
  throw new RuleViolation('invalid-message-id', 'The id of a message must be a UUID.', 'messageId');
}

const MAX_TEXT_LENGTH = 4_000;

/** Control characters except line feeds and tabs, and lone surrogates. */
const FORBIDDEN = /[^\P{Cc}\n\t]|\p{Cs}/u;

/**
 * Trims and validates a message's text: 1 to 4,000 Unicode code points. Markup is not interpreted.
 *
 * @throws RuleViolation `invalid-text` or `bidirectional-control`
 */
export function readMessageText(text: string): string {
  const trimmed = text.trim();
  // A code point takes one or two UTF-16 units.
  if (trimmed.length <= 2 * MAX_TEXT_LENGTH && !FORBIDDEN.test(trimmed)) {
    const { length } = [...trimmed];
    if (length >= 1 && length <= MAX_TEXT_LENGTH) {
      refuseBidiControls('text', trimmed);
      return trimmed;
    }
  }
  throw new RuleViolation(
    'invalid-text',
    'A message must have 1 to 4,000 characters, and no control characters except line feeds and tabs.',
    'text',
  );
}
