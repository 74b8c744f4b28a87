import { type Message, Side } from '@energy/proto/chat';

/** A message as the chat service has it. */
export function message(revision: number, more: Partial<Message> = {}): Message {
  return {
    messageId: `message-${revision}`,
    revision,
    side: Side.SIDE_CLIENT,
    authorId: 'emma',
    text: `text ${revision}`,
    sentAt: new Date(1_700_000_000_000 + revision * 1_000),
    ...more,
  };
}

export const fromAdministrators = { side: Side.SIDE_ADMINISTRATORS, authorId: 'adam' } as const;
