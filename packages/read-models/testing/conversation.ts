import { randomUUID } from 'node:crypto';
import type { Conversation } from '../conversations.ts';

/**
 * A conversation as a test has it: a client's one message, which waits for an answer.
 *
 * @param minute when it was sent, in minutes since 1970
 */
export function conversation(
  id: string,
  minute: number,
  fields: Partial<Conversation> = {},
): Conversation {
  const sentAt = new Date(minute * 60_000).toISOString();
  const message = { messageId: randomUUID(), side: 'client', authorId: id, text: 'Hello' } as const;
  return {
    id,
    lastMessage: { ...message, sentAt, revision: 0 },
    unread: 1,
    waitingSince: sentAt,
    readThrough: { client: undefined, administrators: undefined },
    closedAt: undefined,
    revision: 0,
    ...fields,
  };
}
