import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConversationCommand,
  type ConversationEvent,
  type ConversationSide,
  type ConversationState,
  conversationDecider,
  otherSide,
  readStatus,
  revisionOf,
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
  { side = 'client' as ConversationSide, client = registered, messageId = id(n) } = {},
): ConversationCommand {
  const data = { messageId, side, authorId: authors[side], text, client };
  return { type: 'SendMessage', data };
}

function markRead(side: ConversationSide, through: number): ConversationCommand {
  return { type: 'MarkRead', data: { side, readerId: authors[side], through } };
}

const stateAfter = (events: readonly ConversationEvent[]) =>
  events.reduce(conversationDecider.evolve, conversationDecider.initialState);

function given(...events: ConversationEvent[]) {
  const state = stateAfter(events);
  return {
    state,
    when: (command: ConversationCommand) => conversationDecider.decide(command, state),
  };
}

const rule = (name: string) => expect.objectContaining({ rule: name });

describe('sending a message', () => {
  it('sends it, and begins the conversation where it is the first', () => {
    expect(given().when(send(1, 'Hello'))).toEqual([sent(1, 'Hello')]);
    expect(given(sent(1)).when(send(2, 'Hi', { side: 'administrators' }))).toEqual([
      sent(2, 'Hi', 'administrators'),
    ]);
  });

  it('lets administrators write first', () => {
    expect(given().when(send(1, 'Hi', { side: 'administrators' }))).toHaveLength(1);
  });

  it('leaves out the white space around it, and keeps lines and tabs in it', () => {
    expect(given().when(send(1, '\n one\n\ttwo \t\n'))).toEqual([sent(1, 'one\n\ttwo')]);
  });

  it.each([
    '<b>bold</b><script>alert(1)</script>',
    '&lt; %00 \\u0000 {{x}}',
    'Zoë 🔌 👩‍👩‍👧 שלום مرحبا',
    '\u2028 between \u2029 lines',
  ])('keeps %j as it is', (text) => {
    const untouched = `>${text}<`;
    expect(given().when(send(1, untouched))).toEqual([sent(1, untouched)]);
  });

  it.each(['pay \u202e0001', 'a \u2067b\u2069', 'a\u200fb', '\u061ca', 'a\u202cb'])(
    'refuses %j, whose direction is changed',
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

  it('counts characters as people do', () => {
    expect(given().when(send(1, ` ${'🔌'.repeat(4_000)} `))).toHaveLength(1);
  });

  it.each(['', '1', 'message', `${id(1)} `])('refuses %j as an id', (messageId) => {
    expect(() => given().when(send(1, 'Hello', { messageId }))).toThrow(
      expect.objectContaining({ rule: 'invalid-message-id', field: 'messageId' }),
    );
  });

  it('writes ids in small letters, so that they are one however they are written', () => {
    const messageId = 'ABCDEF00-0000-4000-8000-000000000001';
    const [event] = given().when(send(1, 'Hello', { messageId }));
    expect(event?.data).toMatchObject({ messageId: messageId.toLowerCase() });
    expect(given(event!).when(send(1, 'Hello', { messageId }))).toEqual([]);
  });

  it('is done once for one id', () => {
    const { when } = given(sent(1, 'Hello'), sent(2), sent(3, 'Hi', 'administrators'));
    expect(when(send(1, 'Hello'))).toEqual([]);
    expect(when(send(1, ' Hello\n'))).toEqual([]);
    expect(when(send(4, 'Hello'))).toHaveLength(1);
  });

  it('refuses an id that another message has', () => {
    const { when } = given(sent(1, 'Hello'));
    expect(() => when(send(1, 'Bye'))).toThrow(rule('message-id-reused'));
    expect(() => when(send(1, 'Hello', { side: 'administrators' }))).toThrow(
      rule('message-id-reused'),
    );
  });

  it.each<[string, UserState]>([
    ['was deleted', { status: 'Deleted' }],
    ['was never there', { status: 'Unregistered' }],
    ['became an administrator', { ...registered, role: 'administrator' }],
  ])('needs a client: not one who %s', (_, client) => {
    for (const side of ['client', 'administrators'] as const) {
      expect(() => given(sent(1)).when(send(2, 'Hello', { side, client }))).toThrow(
        rule('conversation-closed'),
      );
    }
  });

  it('ends when the conversation is closed; what was sent before stands when it is repeated', () => {
    const { when } = given(sent(1, 'Hello'), closed);
    expect(() => when(send(2, 'Hello'))).toThrow(rule('conversation-closed'));
    expect(when(send(1, 'Hello'))).toEqual([]);
  });
});

describe('marking as read', () => {
  it('names the newest message that was read, and how many were', () => {
    const { when } = given(sent(1), sent(2), sent(3, 'Hi', 'administrators'), sent(4));
    expect(when(markRead('administrators', 0))).toEqual([read('administrators', 0, 1)]);
    expect(when(markRead('administrators', 2))).toEqual([read('administrators', 1, 2)]);
    expect(when(markRead('administrators', 3))).toEqual([read('administrators', 3, 3)]);
    expect(when(markRead('client', 3))).toEqual([read('client', 2, 1)]);
  });

  it('counts only what was not read before', () => {
    const { when } = given(sent(1), sent(2), read('administrators', 0, 1), sent(3));
    expect(when(markRead('administrators', 3))).toEqual([read('administrators', 3, 2)]);
  });

  it('only moves forwards, and changes nothing where nothing is new', () => {
    const { when } = given(sent(1), sent(2), read('administrators', 1, 2));
    expect(when(markRead('administrators', 0))).toEqual([]);
    expect(when(markRead('administrators', 1))).toEqual([]);
    expect(when(markRead('administrators', 2))).toEqual([]);
  });

  it('is not of one’s own messages', () => {
    expect(given(sent(1), sent(2)).when(markRead('client', 1))).toEqual([]);
  });

  it('is done by each side for itself', () => {
    const { when } = given(sent(1), sent(2, 'Hi', 'administrators'), read('administrators', 0, 1));
    expect(when(markRead('client', 2))).toEqual([read('client', 1, 1)]);
  });

  it('never goes beyond the end', () => {
    expect(() => given().when(markRead('client', 0))).toThrow(rule('revision-beyond-end'));
    expect(() => given(sent(1)).when(markRead('administrators', 1))).toThrow(
      expect.objectContaining({ rule: 'revision-beyond-end', field: 'throughRevision' }),
    );
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (through) => {
    expect(() => given(sent(1)).when(markRead('administrators', through))).toThrow(
      rule('invalid-revision'),
    );
  });

  it('goes on after the conversation was closed', () => {
    expect(given(sent(1), closed).when(markRead('administrators', 1))).toEqual([
      read('administrators', 0, 1),
    ]);
  });
});

describe('closing a conversation', () => {
  it('closes it once', () => {
    expect(given(sent(1)).when({ type: 'CloseConversation' })).toEqual([closed]);
    expect(given(sent(1), closed).when({ type: 'CloseConversation' })).toEqual([]);
  });

  it('has nothing to do where none has begun', () => {
    expect(given().when({ type: 'CloseConversation' })).toEqual([]);
  });
});

describe('what is known of a conversation', () => {
  it('tells where each message stands', () => {
    const { state } = given(
      sent(1),
      sent(2, 'Hi', 'administrators'),
      read('client', 1, 1),
      sent(3),
    );
    expect([1, 2, 3, 4].map((n) => revisionOf(state, id(n)))).toEqual([0, 1, 3, undefined]);
  });

  it('tells what each side has not read', () => {
    const { state } = given(
      ...[sent(1), sent(2, 'Hi', 'administrators'), sent(3)],
      read('administrators', 0, 1),
    );
    expect(readStatus(state, 'administrators')).toEqual({ through: 0, unread: 1 });
    expect(readStatus(state, 'client')).toEqual({ through: undefined, unread: 1 });
    expect(readStatus(given().state, 'client')).toEqual({ through: undefined, unread: 0 });
  });

  it('is not changed by what comes later, whatever comes', () => {
    const { evolve, decide } = conversationDecider;
    const before = stateAfter([sent(1), sent(2, 'Hi', 'administrators')]);
    const one = [sent(3), sent(4)].reduce(evolve, before);
    const other = [read('administrators', 0, 1), sent(5, 'Hello'), sent(3, 'else')].reduce(
      evolve,
      before,
    );
    expect([3, 4, 5].map((n) => revisionOf(before, id(n)))).toEqual(Array(3).fill(undefined));
    expect([3, 4, 5].map((n) => revisionOf(one, id(n)))).toEqual([2, 3, undefined]);
    expect([3, 4, 5].map((n) => revisionOf(other, id(n)))).toEqual([4, undefined, 3]);
    expect([before, one, other].map((state) => readStatus(state, 'administrators').unread)).toEqual(
      [1, 3, 2],
    );
    expect(decide(send(3, 'else'), other)).toEqual([]);
    expect(decide(markRead('administrators', 1), before)).toEqual([read('administrators', 0, 1)]);
  });

  it('is learned quickly, and told quickly, of a hundred thousand messages', () => {
    const state = stateAfter(Array.from({ length: 100_000 }, (_, n) => sent(n, 'Hello')));
    const begun = performance.now();
    for (let n = 0; n < 1_000; n++) {
      conversationDecider.decide(send(100_000 + n), state);
      conversationDecider.decide(markRead('administrators', n), state);
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(conversationDecider.decide(send(0, 'Hello'), state)).toEqual([]);
  });
});

describe('whatever is written and read', () => {
  it('adds up: marks count every message once, and leave the rest unread', () => {
    const side = fc.constantFrom<ConversationSide>('client', 'administrators');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('send' as const), side, n: fc.nat(20) }),
      fc.record({ kind: fc.constant('read' as const), side, through: fc.nat(40) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state: ConversationState = conversationDecider.initialState;
        const events: ConversationEvent[] = [];
        for (const each of steps) {
          const command =
            each.kind === 'send'
              ? send(each.n, 'same', { side: each.side })
              : markRead(each.side, each.through);
          let decided: readonly ConversationEvent[] = [];
          try {
            decided = conversationDecider.decide(command, state);
          } catch (error) {
            expect(error).toMatchObject({
              rule: expect.stringMatching(/^(message-id-reused|revision-beyond-end)$/),
            });
          }
          events.push(...decided);
          state = decided.reduce(conversationDecider.evolve, state);
        }
        expectToAddUp(events, state);
      }),
    );
  });

  function expectToAddUp(events: readonly ConversationEvent[], state: ConversationState): void {
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
      expect(readStatus(state, side).unread).toBe(all.length - counted);
    }
  }
});
