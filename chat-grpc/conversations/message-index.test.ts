import type { ConversationEvent, ConversationSide } from '@energy/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MessageIndex } from './message-index.ts';

const SIDES = ['client', 'administrators'] as const satisfies ConversationSide[];

const sent = (messageId: string, side: ConversationSide): ConversationEvent => ({
  type: 'MessageSent',
  data: { messageId, side, authorId: side, text: 'Hello' },
});
const read: ConversationEvent = {
  type: 'MessagesRead',
  data: { side: 'client', readerId: 'ann', through: 0, count: 1 },
};

function indexOf(events: readonly ConversationEvent[]): MessageIndex {
  const index = new MessageIndex();
  for (const [revision, event] of events.entries()) index.add(event, revision);
  return index;
}

it('finds messages by id and counts them by side, as a search through all events does', () => {
  const event = fc.constantFrom(...SIDES, 'read' as const);
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 40 }),
      fc.integer({ min: -1, max: 50 }),
      (kinds, to) => {
        const events = kinds.map((kind, n) =>
          kind === 'read' ? read : sent(`message ${n}`, kind),
        );
        const index = indexOf(events);
        for (const [revision, { type }] of events.entries()) {
          const expected = type === 'MessageSent' ? revision : undefined;
          expect(index.find(`message ${revision}`)).toBe(expected);
        }
        for (const side of SIDES) {
          const revisions = kinds.flatMap((kind, n) => (kind === side && n <= to ? [n] : []));
          const expected = { count: revisions.length, newest: revisions.at(-1) };
          expect(index.sentBy(side, to)).toEqual(expected);
        }
      },
    ),
  );
});

it('is unchanged by events that were added before', () => {
  const events = [sent('one', 'client'), read, sent('two', 'client')];
  const index = indexOf(events);
  for (const [revision, event] of events.entries()) index.add(event, revision);
  index.add(sent('three', 'client'), 3);
  expect(index.sentBy('client', 9)).toEqual({ count: 3, newest: 3 });
});
