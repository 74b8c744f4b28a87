import { type ConversationEvent, type ConversationSide, conversationStream } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { describe, expect, it } from 'vitest';
import { type Conversation, evolveConversation } from './conversations.ts';

const ANN = 'ann';

const sent = (side: ConversationSide, text = 'Hello'): ConversationEvent => ({
  type: 'MessageSent',
  data: { messageId: `of ${side}`, side, authorId: side, text },
});
const read = (side: ConversationSide, through: number, count: number): ConversationEvent => ({
  type: 'MessagesRead',
  data: { side, readerId: side, through, count },
});
const closed: ConversationEvent = { type: 'ConversationClosed', data: {} };

/** The instant at which the event with a revision was stored. */
const at = (revision: number) => new Date(Date.UTC(2026, 10, 22, 9, revision)).toISOString();

function after(...events: ConversationEvent[]): Conversation | undefined {
  return stored(events).reduce<Conversation | undefined>(evolveConversation, undefined);
}

function stored(events: readonly ConversationEvent[]): StoredEvent<ConversationEvent>[] {
  return events.map((event, revision) => ({
    ...event,
    id: String(revision),
    metadata: { actor: 'system', correlationId: '', causationId: '', schemaVersion: 1 },
    stream: conversationStream(ANN),
    revision,
    position: String(revision),
    recordedAt: at(revision),
  }));
}

describe('a conversation in the inbox', () => {
  it('shows its last message', () => {
    expect(after(sent('client'), sent('administrators', 'Hi'))).toMatchObject({
      id: ANN,
      lastMessage: { side: 'administrators', text: 'Hi', sentAt: at(1), revision: 1 },
      revision: 1,
    });
  });

  it('shows the beginning of a long message, in whole characters', () => {
    const text = (long: string) => after(sent('client', long))!.lastMessage.text;
    expect(text('x'.repeat(200))).toHaveLength(200);
    expect(text('x'.repeat(201))).toBe('x'.repeat(200));
    expect(text('🔌'.repeat(300))).toBe('🔌'.repeat(200));
    expect(text(`x${'🔌'.repeat(300)}`).isWellFormed()).toBe(true);
  });

  it('counts what administrators have not read of the client’s', () => {
    const hello = sent('client');
    expect(after(hello, hello, sent('administrators'))).toMatchObject({ unread: 2 });
    expect(after(hello, hello, read('administrators', 0, 1))).toMatchObject({
      unread: 1,
      readThrough: { administrators: 0, client: undefined },
    });
    expect(after(sent('administrators'), hello, read('client', 0, 1))).toMatchObject({
      unread: 1,
      readThrough: { administrators: undefined, client: 0 },
    });
  });

  it('shows since when the client waits for an answer', () => {
    const hello = sent('client');
    expect(after(hello, hello)).toMatchObject({ waitingSince: at(0) });
    expect(after(hello, sent('administrators'))).toMatchObject({ waitingSince: undefined });
    expect(after(hello, sent('administrators'), hello, hello)).toMatchObject({
      waitingSince: at(2),
    });
    expect(after(hello, read('administrators', 0, 1))).toMatchObject({ waitingSince: at(0) });
    expect(after(hello, closed)).toMatchObject({ waitingSince: undefined, closedAt: at(1) });
  });

  it('stays as it is when an event is applied again', () => {
    const events = [sent('client'), read('administrators', 0, 1), closed];
    const conversation = after(...events);
    for (const event of stored(events)) {
      expect(evolveConversation(conversation, event)).toBe(conversation);
    }
  });
});
