import type { Decider } from './decider.ts';
import { RuleViolation } from './decider.ts';
import { refuseBidiControls } from './readable-text.ts';
import type { UserState } from './user.ts';
import { UUID } from './uuid.ts';

/**
 * Stream `conversation-<client id>`: what a client and the administrators write to each other. A client
 * has one conversation, which begins with its first message.
 *
 * Who wrote or read stands in the data, not only in the metadata's actor: it is a part of what was
 * said, which decides what may follow, whoever or whatever stored the event.
 */
export type ConversationEvent =
  | { readonly type: 'MessageSent'; readonly data: MessageSent }
  | { readonly type: 'MessagesRead'; readonly data: MessagesRead }
  /** The client was deleted. What was said stays. */
  | { readonly type: 'ConversationClosed'; readonly data: Record<string, never> };

/** Who takes part: the client, and all administrators as a team. */
export type ConversationSide = 'client' | 'administrators';

export interface MessageSent {
  /** The UUID that its sender gave it: the same id again is the same message. */
  readonly messageId: string;
  readonly side: ConversationSide;
  /** The user who wrote it. */
  readonly authorId: string;
  /** 1 to 4,000 characters; white space around it left out. */
  readonly text: string;
}

export interface MessagesRead {
  /** Who has read the other side's messages. */
  readonly side: ConversationSide;
  /** The user who has read. */
  readonly readerId: string;
  /** The revision of the newest message that was read by this. */
  readonly through: number;
  /** How many messages were read by this. */
  readonly count: number;
}

export type ConversationState =
  | { readonly status: 'Unstarted' }
  | ({ readonly status: 'Open' } & Correspondence)
  /** Nothing more is written; what was may still be read. */
  | ({ readonly status: 'Closed' } & Correspondence);

interface Correspondence {
  /** How many events it holds: the revision of the next one. */
  readonly length: number;
  readonly messages: Messages;
  /** Up to which message each side has read the other; `undefined` where it has read none. */
  readonly readThrough: Readonly<Record<ConversationSide, number | undefined>>;
}

export type ConversationCommand =
  | {
      readonly type: 'SendMessage';
      /** `client`: the state of the user whose conversation it is. */
      readonly data: MessageSent & { readonly client: UserState };
    }
  | {
      /** Says that a side has read everything up to a revision. */
      readonly type: 'MarkRead';
      readonly data: Pick<MessagesRead, 'side' | 'readerId' | 'through'>;
    }
  | { readonly type: 'CloseConversation' };

export const conversationDecider: Decider<
  ConversationCommand,
  ConversationEvent,
  ConversationState
> = { initialState: { status: 'Unstarted' }, decide, evolve };

/** What the names of all conversation streams begin with. */
export const CONVERSATION_STREAMS = 'conversation-';
export const conversationStream = (clientId: string): string => CONVERSATION_STREAMS + clientId;
export const clientIdOf = (stream: string): string => stream.slice(CONVERSATION_STREAMS.length);

export const otherSide = (side: ConversationSide): ConversationSide =>
  side === 'client' ? 'administrators' : 'client';

/** How far a side has read, and how many of the other side's messages it has not. */
export function readStatus(
  state: ConversationState,
  side: ConversationSide,
): { readonly through: number | undefined; readonly unread: number } {
  if (state.status === 'Unstarted') return { through: undefined, unread: 0 };
  const through = state.readThrough[side];
  const sent = ofOther(side, state, state.length).count;
  return { through, unread: sent - ofOther(side, state, through).count };
}

/** Where a message stands that was sent with this id; `undefined` where there is none. */
export function revisionOf(state: ConversationState, messageId: string): number | undefined {
  return known(messageId, state)?.revision;
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
  switch (event.type) {
    case 'MessageSent':
      return state.status === 'Unstarted'
        ? { status: 'Open', ...withMessage(event.data, begun()) }
        : { ...state, ...withMessage(event.data, state) };
    case 'MessagesRead': {
      if (state.status === 'Unstarted') return state;
      const { side, through } = event.data;
      const readThrough = { ...state.readThrough, [side]: through };
      return { ...state, length: state.length + 1, readThrough };
    }
    case 'ConversationClosed':
      if (state.status === 'Unstarted') return state;
      return { ...state, status: 'Closed', length: state.length + 1 };
    default:
      return event satisfies never;
  }
}

const begun = (): Correspondence => ({
  length: 0,
  messages: new Messages(),
  readThrough: { client: undefined, administrators: undefined },
});

function withMessage(
  message: MessageSent,
  { length, messages, readThrough }: Correspondence,
): Correspondence {
  return { length: length + 1, messages: messages.with(message, length), readThrough };
}

function send(
  { client, ...message }: MessageSent & { readonly client: UserState },
  state: ConversationState,
): readonly ConversationEvent[] {
  const sent = {
    ...message,
    messageId: readMessageId(message.messageId),
    text: readMessageText(message.text),
  };
  const standing = known(sent.messageId, state);
  if (standing) {
    if (standing.fingerprint === fingerprint(sent)) return [];
    throw new RuleViolation(
      'message-id-reused',
      'Another message has this id: make up a new id for every message.',
      'messageId',
    );
  }
  if (state.status === 'Closed' || client.status !== 'Registered' || client.role !== 'client') {
    throw new RuleViolation('conversation-closed', 'This user is no client any more.');
  }
  return [{ type: 'MessageSent', data: sent }];
}

function markRead(
  { side, readerId, through }: Pick<MessagesRead, 'side' | 'readerId' | 'through'>,
  state: ConversationState,
): readonly ConversationEvent[] {
  if (!Number.isSafeInteger(through) || through < 0) {
    const message = 'A revision is a whole number from 0.';
    throw new RuleViolation('invalid-revision', message, 'throughRevision');
  }
  const length = state.status === 'Unstarted' ? 0 : state.length;
  if (through >= length || state.status === 'Unstarted') {
    throw new RuleViolation(
      'revision-beyond-end',
      `The conversation has come to ${length} events: there is none with the revision ${through}.`,
      'throughRevision',
    );
  }
  const { count, newest } = ofOther(side, state, through);
  const fresh = count - ofOther(side, state, state.readThrough[side]).count;
  if (newest === undefined || fresh <= 0) return [];
  return [{ type: 'MessagesRead', data: { side, readerId, through: newest, count: fresh } }];
}

/** What the other side has sent up to a revision. */
function ofOther(
  side: ConversationSide,
  { messages }: Correspondence,
  revision: number | undefined,
): Tally {
  const last = revision === undefined ? undefined : messages.upTo(revision);
  return last?.tallies[otherSide(side)] ?? NONE;
}

function known(messageId: string, state: ConversationState): KnownMessage | undefined {
  return state.status === 'Unstarted' ? undefined : state.messages.find(messageId);
}

/** @throws RuleViolation `invalid-message-id` */
export function readMessageId(messageId: string): string {
  const id = messageId.toLowerCase();
  if (UUID.test(id)) return id;
  throw new RuleViolation('invalid-message-id', 'The id of a message is a UUID.', 'messageId');
}

const LONGEST_TEXT = 4_000;

/** Control characters but line feeds and tabs, and halves of characters. */
const UNFIT = /[^\P{Cc}\n\t]|\p{Cs}/u;

/**
 * Reads a message's text, without the white space around it: 1 to 4,000 characters (Unicode code points).
 * Markup is text like any other.
 *
 * @throws RuleViolation `invalid-text` or `bidirectional-control`
 */
export function readMessageText(text: string): string {
  const trimmed = text.trim();
  // A character is one or two of the units that a string is long.
  if (trimmed.length <= 2 * LONGEST_TEXT && !UNFIT.test(trimmed)) {
    const { length } = [...trimmed];
    if (length >= 1 && length <= LONGEST_TEXT) {
      refuseBidiControls('text', trimmed);
      return trimmed;
    }
  }
  throw new RuleViolation(
    'invalid-text',
    'A message must be 1 to 4,000 characters, of control characters only line feeds and tabs.',
    'text',
  );
}

/**
 * Tells what was written with one id from what is said to be the same (FNV-1a, 32 bits). Where two that
 * differ looked alike, once in four billion, the first would stand.
 */
function fingerprint({ authorId, text }: Pick<MessageSent, 'authorId' | 'text'>): number {
  const written = `${authorId} ${text}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < written.length; index++) {
    hash = Math.imul(hash ^ written.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** How many messages a side has sent, and the revision of the newest. */
interface Tally {
  readonly count: number;
  readonly newest: number | undefined;
}

const NONE: Tally = { count: 0, newest: undefined };

/** What deciding needs to know of a message: not its text, for conversations are kept in memory. */
interface KnownMessage {
  readonly fingerprint: number;
  readonly revision: number;
  /** What each side has sent up to and including it. */
  readonly tallies: Readonly<Record<ConversationSide, Tally>>;
}

/**
 * The messages of a conversation. With one more they are others, and these stay as they are; but what
 * they have in common they share, for a conversation may be long.
 */
class Messages {
  /** Those of the longest that share it: these are the first of them. */
  readonly #all: KnownMessage[];
  /** The places of all, by the messages' ids. */
  readonly #places: Map<string, number>;
  readonly #length: number;

  constructor(all: KnownMessage[] = [], places = new Map<string, number>(), length = 0) {
    this.#all = all;
    this.#places = places;
    this.#length = length;
  }

  with(message: MessageSent, revision: number): Messages {
    const { messageId, side } = message;
    const before = this.#all[this.#length - 1]?.tallies ?? NONE_OF_EITHER;
    const tallies = { ...before, [side]: { count: before[side].count + 1, newest: revision } };
    const { all, places } = this.#extensible();
    all.push({ fingerprint: fingerprint(message), revision, tallies });
    places.set(messageId, this.#length);
    return new Messages(all, places, this.#length + 1);
  }

  find(messageId: string): KnownMessage | undefined {
    const place = this.#places.get(messageId) ?? this.#length;
    return place < this.#length ? this.#all[place] : undefined;
  }

  /** The last one that stands at a revision or before it. */
  upTo(revision: number): KnownMessage | undefined {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#all[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return this.#all[low - 1];
  }

  /** What can take one more; a copy, where others have gone on from these in another way. */
  #extensible(): { readonly all: KnownMessage[]; readonly places: Map<string, number> } {
    if (this.#all.length === this.#length) return { all: this.#all, places: this.#places };
    const own = [...this.#places].filter(([, place]) => place < this.#length);
    return { all: this.#all.slice(0, this.#length), places: new Map(own) };
  }
}

const NONE_OF_EITHER = { client: NONE, administrators: NONE };
