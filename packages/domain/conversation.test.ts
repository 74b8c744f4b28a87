import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConversationCommand,
  type ConversationEvent,
  type ConversationSide,
  conversationDecider,
  type MessageSent,
  otherSide,
  readStatus,
  type SentMessages,
} from './conversation.ts';
import type { UserState } from './user.ts';

const ANN = 'ann';
const OPERATOR = 'operator';
const authors = { client: ANN, administrators: OPERATOR };
const registered: UserState = { status: 'Registered', name: 'Ann', role: 'client' };
const closed: ConversationEvent = { type: 'ConversationClosed', data: {} };

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function sent(n: number, text = `message ${n}`, side: ConversationSide = 'client') {
  const data = { messageId: id(n), side, authorId: authors[side], text };
  return { type: 'MessageSent', data } as const satisfies ConversationEvent;
}

function read(side: ConversationSide, through: number, count: number): ConversationEvent {
  return { type: 'MessagesRead', data: { side, readerId: authors[side], through, count } };
}

function send(
  n: number,
  text = `message ${n}`,
  {
    side = 'client' as ConversationSide,
    client = registered,
    messageId = id(n),
    existing = undefined as MessageSent | undefined,
  } = {},
): ConversationCommand {
  const data = { messageId, side, authorId: authors[side], text, client, existing };
  return { type: 'SendMessage', data };
}

const close: ConversationCommand = { type: 'CloseConversation' };

const stateAfter = (events: readonly ConversationEvent[]) =>
  events.reduce(conversationDecider.evolve, conversationDecider.initialState);

/** The messages of the other side up to a revision, as the sender of the command finds them. */
function messagesUpTo(
  events: readonly ConversationEvent[],
  side: ConversationSide,
  through: number,
): SentMessages {
  const revisions = events.flatMap(({ type, data }, revision) =>
    type === 'MessageSent' && data.side === otherSide(side) && revision <= through
      ? [revision]
      : [],
  );
  return { count: revisions.length, newest: revisions.at(-1) };
}

function given(...events: ConversationEvent[]) {
  const state = stateAfter(events);
  const when = (command: ConversationCommand) => conversationDecider.decide(command, state);
  return {
    state,
    when,
    whenRead: (side: ConversationSide, through: number) => {
      const messages = messagesUpTo(events, side, through);
      return when({
        type: 'MarkRead',
        data: { side, readerId: authors[side], through, messages },
      });
    },
  };
}

const rule = (name: string) => expect.objectContaining({ rule: name });

describe('sending a message', () => {
  it('sends it, and starts the conversation with the first', () => {
    expect(given().when(send(1, 'Hello'))).toEqual([sent(1, 'Hello')]);
    expect(given(sent(1)).when(send(2, 'Hi', { side: 'administrators' }))).toEqual([
      sent(2, 'Hi', 'administrators'),
    ]);
  });

  it('lets administrators write first', () => {
    expect(given().when(send(1, 'Hi', { side: 'administrators' }))).toHaveLength(1);
  });

  it('trims it, and preserves its line feeds and tabs', () => {
    expect(given().when(send(1, '\n one\n\ttwo \t\n'))).toEqual([sent(1, 'one\n\ttwo')]);
  });

  it.each([
    '<b>bold</b><script>alert(1)</script>',
    '&lt; %00 \\u0000 {{x}}',
    'Zoë 🔌 👩‍👩‍👧 שלום مرحبا',
    '\u2028 between \u2029 lines',
  ])('preserves %j', (text) => {
    const untouched = `>${text}<`;
    expect(given().when(send(1, untouched))).toEqual([sent(1, untouched)]);
  });

  it.each(['pay \u202e0001', 'a \u2067b\u2069', 'a\u200fb', '\u061ca', 'a\u202cb'])(
    'refuses %j, which changes the direction of the text',
    (text) => {
      expect(() => given().when(send(0, text))).toThrow(
        expect.objectContaining({ rule: 'bidirectional-control', field: 'text' }),
      );
    },
  );

  it.each([
    ['nothing', ''],
    ['white space', ' \n\t\u00a0\u3000'],
    ['4,001 characters', 'x'.repeat(4_001)],
    ['4,001 characters of two units each', '🔌'.repeat(4_001)],
    ['a null', 'a\0b'],
    ['a bell', 'a\x07b'],
    ['a carriage return', 'a\rb'],
    ['an escape', '\x1b[31mred'],
    ['a delete', 'a\x7fb'],
    ['a control character of Latin-1', 'a\x85b'],
    ['half a character', 'a\ud83d'],
    ['two halves in the wrong order', '\udd0c\ud83d'],
  ])('refuses a text of %s', (_, text) => {
    expect(() => given().when(send(1, text))).toThrow(
      expect.objectContaining({ rule: 'invalid-text', field: 'text' }),
    );
  });

  it('counts code points, not UTF-16 units', () => {
    expect(given().when(send(1, ` ${'🔌'.repeat(4_000)} `))).toHaveLength(1);
  });

  it.each(['', '1', 'message', `${id(1)} `])('refuses %j as an id', (messageId) => {
    expect(() => given().when(send(1, 'Hello', { messageId }))).toThrow(
      expect.objectContaining({ rule: 'invalid-message-id', field: 'messageId' }),
    );
  });

  it('stores ids in lower case', () => {
    const messageId = 'ABCDEF00-0000-4000-8000-000000000001';
    const [event] = given().when(send(1, 'Hello', { messageId }));
    expect(event?.data).toMatchObject({ messageId: messageId.toLowerCase() });
  });

  it('changes nothing when the same message is sent again', () => {
    const existing = sent(1, 'Hello').data;
    const { when } = given(sent(1, 'Hello'), sent(2), sent(3, 'Hi', 'administrators'));
    expect(when(send(1, 'Hello', { existing }))).toEqual([]);
    expect(when(send(1, ' Hello\n', { existing }))).toEqual([]);
    expect(when(send(4, 'Hello'))).toHaveLength(1);
  });

  it('refuses an id that another message has', () => {
    const existing = sent(1, 'Hello').data;
    const { when } = given(sent(1, 'Hello'));
    expect(() => when(send(1, 'Bye', { existing }))).toThrow(rule('message-id-reused'));
    expect(() => when(send(1, 'Hello', { side: 'administrators', existing }))).toThrow(
      rule('message-id-reused'),
    );
  });

  it.each<[string, UserState]>([
    ['was deleted', { status: 'Deleted' }],
    ['never existed', { status: 'Unregistered' }],
    ['became an administrator', { ...registered, role: 'administrator' }],
  ])('requires a client: refuses a user who %s', (_, client) => {
    for (const side of ['client', 'administrators'] as const) {
      expect(() => given(sent(1)).when(send(2, 'Hello', { side, client }))).toThrow(
        rule('conversation-closed'),
      );
    }
  });

  it('is refused in a closed conversation, unless the message was sent before', () => {
    const { when } = given(sent(1, 'Hello'), closed);
    expect(() => when(send(2, 'Hello'))).toThrow(rule('conversation-closed'));
    expect(when(send(1, 'Hello', { existing: sent(1, 'Hello').data }))).toEqual([]);
  });
});

describe('marking as read', () => {
  it('stores the newest message that was read, and the number of messages', () => {
    const { whenRead } = given(sent(1), sent(2), sent(3, 'Hi', 'administrators'), sent(4));
    expect(whenRead('administrators', 0)).toEqual([read('administrators', 0, 1)]);
    expect(whenRead('administrators', 2)).toEqual([read('administrators', 1, 2)]);
    expect(whenRead('administrators', 3)).toEqual([read('administrators', 3, 3)]);
    expect(whenRead('client', 3)).toEqual([read('client', 2, 1)]);
  });

  it('counts only messages that were unread', () => {
    const { whenRead } = given(sent(1), sent(2), read('administrators', 0, 1), sent(3));
    expect(whenRead('administrators', 3)).toEqual([read('administrators', 3, 2)]);
  });

  it('moves only forwards, and changes nothing without unread messages', () => {
    const { whenRead } = given(sent(1), sent(2), read('administrators', 1, 2));
    expect(whenRead('administrators', 0)).toEqual([]);
    expect(whenRead('administrators', 1)).toEqual([]);
    expect(whenRead('administrators', 2)).toEqual([]);
  });

  it('ignores a side’s own messages', () => {
    expect(given(sent(1), sent(2)).whenRead('client', 1)).toEqual([]);
  });

  it('is separate for each side', () => {
    const { whenRead } = given(
      sent(1),
      sent(2, 'Hi', 'administrators'),
      read('administrators', 0, 1),
    );
    expect(whenRead('client', 2)).toEqual([read('client', 1, 1)]);
  });

  it('refuses a revision beyond the end', () => {
    expect(() => given().whenRead('client', 0)).toThrow(rule('revision-beyond-end'));
    expect(() => given(sent(1)).whenRead('administrators', 1)).toThrow(
      expect.objectContaining({ rule: 'revision-beyond-end', field: 'throughRevision' }),
    );
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (through) => {
    expect(() => given(sent(1)).whenRead('administrators', through)).toThrow(
      rule('invalid-revision'),
    );
  });

  it('works in a closed conversation', () => {
    expect(given(sent(1), closed).whenRead('administrators', 1)).toEqual([
      read('administrators', 0, 1),
    ]);
  });
});

describe('closing a conversation', () => {
  it('closes it once', () => {
    expect(given(sent(1)).when(close)).toEqual([closed]);
    expect(given(sent(1), closed).when(close)).toEqual([]);
  });

  it('changes nothing where the conversation has not started', () => {
    expect(given().when(close)).toEqual([]);
  });
});

it('reports what each side has not read', () => {
  const { state } = given(
    sent(1),
    sent(2, 'Hi', 'administrators'),
    sent(3),
    read('administrators', 0, 1),
  );
  expect(readStatus(state, 'administrators')).toEqual({ through: 0, unread: 1 });
  expect(readStatus(state, 'client')).toEqual({ through: undefined, unread: 1 });
  expect(readStatus(given().state, 'client')).toEqual({ through: undefined, unread: 0 });
});

it('has a state of constant size, however many messages there are', () => {
  const size = (count: number) =>
    JSON.stringify(stateAfter(Array.from({ length: count }, (_, n) => sent(n)))).length;
  expect(size(9_999)).toBeLessThan(size(1_000) + 10);
});

describe('in any order of sending, reading and closing', () => {
  it('read marks count every message once and leave the rest unread', () => {
    const side = fc.constantFrom<ConversationSide>('client', 'administrators');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('send' as const), side }),
      fc.record({ kind: fc.constant('read' as const), side, through: fc.nat(40) }),
      fc.record({ kind: fc.constant('close' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const events: ConversationEvent[] = [];
        for (const [n, each] of steps.entries()) {
          const { when, whenRead } = given(...events);
          try {
            if (each.kind === 'send') events.push(...when(send(n, 'same', { side: each.side })));
            else if (each.kind === 'read') events.push(...whenRead(each.side, each.through));
            else events.push(...when(close));
          } catch (error) {
            expect(error).toMatchObject({
              rule: expect.stringMatching(/^(conversation-closed|revision-beyond-end)$/),
            });
          }
        }
        expectToAddUp(events);
      }),
    );
  });

  function expectToAddUp(events: readonly ConversationEvent[]): void {
    const ids = events.flatMap(({ type, data }) =>
      type === 'MessageSent' ? [data.messageId] : [],
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const side of ['client', 'administrators'] as const) {
      let last = -1;
      let counted = 0;
      for (const [revision, { type, data }] of events.entries()) {
        if (type !== 'MessagesRead' || data.side !== side) continue;
        expect(data.through).toBeGreaterThan(last);
        expect(data.through).toBeLessThan(revision);
        expect(events[data.through]).toMatchObject({ data: { side: otherSide(side) } });
        last = data.through;
        counted += data.count;
      }
      const all = events.filter(
        ({ type, data }) => type === 'MessageSent' && data.side === otherSide(side),
      );
      expect(readStatus(stateAfter(events), side).unread).toBe(all.length - counted);
    }
  }
});
