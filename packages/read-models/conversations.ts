import { type ConversationEvent, type ConversationSide, clientIdOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { type Attributes, json } from './attributes.ts';
import type { ListOptions } from './listing.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A conversation: the fold of its stream. Instants are ISO 8601, UTC. */
export interface Conversation {
  /** The client's id. */
  readonly id: string;
  readonly lastMessage: LastMessage;
  /** The number of the client's messages that no administrator has read. */
  readonly unread: number;
  /**
   * Time of the client's first message that is still unanswered. `undefined` if an administrator wrote last or
   * the conversation is closed.
   */
  readonly waitingSince: string | undefined;
  /** The revision of the message up to which each side has read the other one. */
  readonly readThrough: Readonly<Record<ConversationSide, number | undefined>>;
  readonly closedAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

export interface LastMessage {
  readonly messageId: string;
  readonly side: ConversationSide;
  readonly authorId: string;
  /** Its first 200 characters. */
  readonly text: string;
  readonly sentAt: string;
  readonly revision: number;
}

export const CONVERSATION_ATTRIBUTES: Attributes<Conversation> = {
  id: 'text',
  lastMessage: json(),
  unread: 'integer',
  waitingSince: 'optional text',
  readThrough: json(({ client, administrators }: Conversation['readThrough']) => ({
    client,
    administrators,
  })),
  closedAt: 'optional text',
  revision: 'integer',
};

/** A conversation with the name of its client, if that is known. */
export interface ListedConversation extends Conversation {
  readonly clientName: string | undefined;
}

/** A search covers the names of clients, deleted ones included. */
export type ConversationListOptions = Pick<ListOptions<never>, 'limit' | 'after' | 'search'>;

export interface ConversationPage {
  readonly conversations: readonly ListedConversation[];
  /** The `after` of the next page; `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The administrators' inbox. All methods throw EngineUnavailable. */
export interface ConversationsReadModel extends ProjectedRows<Conversation> {
  /** Finds a conversation by its client's id. */
  find(id: string): Promise<Conversation | undefined>;

  /**
   * Lists the conversations, those with the newest message first, with names from the read model of users.
   *
   * @throws InvalidCursor
   */
  list(options: ConversationListOptions): Promise<ConversationPage>;
}

const PREVIEW_LENGTH = 200;

/** Applies an event to a conversation; returns the same conversation for an event that it contains already. */
export function evolveConversation(
  conversation: Conversation | undefined,
  event: StoredEvent<ConversationEvent>,
): Conversation | undefined {
  const { revision, recordedAt } = event;
  if (conversation && revision <= conversation.revision) return conversation;
  switch (event.type) {
    case 'MessageSent': {
      const { messageId, side, authorId, text } = event.data;
      const isOfClient = side === 'client';
      return {
        id: clientIdOf(event.stream),
        lastMessage: {
          messageId,
          side,
          authorId,
          text: preview(text),
          sentAt: recordedAt,
          revision,
        },
        unread: (conversation?.unread ?? 0) + (isOfClient ? 1 : 0),
        waitingSince: isOfClient ? (conversation?.waitingSince ?? recordedAt) : undefined,
        readThrough: conversation?.readThrough ?? NOTHING_READ,
        closedAt: conversation?.closedAt,
        revision,
      };
    }
    case 'MessagesRead': {
      const { side, through, count } = event.data;
      return (
        conversation && {
          ...conversation,
          unread: conversation.unread - (side === 'administrators' ? count : 0),
          readThrough: { ...conversation.readThrough, [side]: through },
          revision,
        }
      );
    }
    case 'ConversationClosed':
      return (
        conversation && { ...conversation, waitingSince: undefined, closedAt: recordedAt, revision }
      );
    default:
      event satisfies never;
      return conversation;
  }
}

const NOTHING_READ = { client: undefined, administrators: undefined };

function preview(text: string): string {
  return text.length <= PREVIEW_LENGTH
    ? text
    : [...text.slice(0, 2 * PREVIEW_LENGTH)].slice(0, PREVIEW_LENGTH).join('');
}
