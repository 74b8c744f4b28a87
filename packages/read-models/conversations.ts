import { type ConversationEvent, type ConversationSide, clientIdOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { type Attributes, json } from './attributes.ts';
import type { ListOptions } from './listing.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A conversation as it stands: what its events add up to. Instants are ISO 8601, UTC. */
export interface Conversation {
  /** The client's id. */
  readonly id: string;
  readonly lastMessage: LastMessage;
  /** How many of the client's messages no administrator has read. */
  readonly unread: number;
  /**
   * Since when the client waits for an answer: when its first message after the administrators' last
   * one was sent. `undefined` where an administrator wrote last, or the conversation was closed.
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

/** How a conversation is stored. */
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

/** A conversation among others: with the name of its client, where that is known. */
export interface ListedConversation extends Conversation {
  readonly clientName: string | undefined;
}

/** A search looks at the clients' names, those of deleted clients included. */
export type ConversationListOptions = Pick<ListOptions<never>, 'limit' | 'after' | 'search'>;

export interface ConversationPage {
  readonly conversations: readonly ListedConversation[];
  /** Where the next page starts (to be given as `after`); `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The administrators' inbox. All methods throw EngineUnavailable while the engine is away. */
export interface ConversationsReadModel extends ProjectedRows<Conversation> {
  /** A conversation by its client's id; `undefined` where none has begun. */
  find(id: string): Promise<Conversation | undefined>;

  /**
   * Those whose last message is the newest first, with the names that the clients have in the read
   * model of users.
   *
   * @throws InvalidCursor where `after` is no `next` of an earlier page
   */
  list(options: ConversationListOptions): Promise<ConversationPage>;
}

const PREVIEW = 200;

/** A conversation after one more of its events; unchanged where that event was applied before. */
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
  return text.length <= PREVIEW ? text : [...text.slice(0, 2 * PREVIEW)].slice(0, PREVIEW).join('');
}
