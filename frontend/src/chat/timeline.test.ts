import { Side } from '@energy/proto/chat';
import { describe, expect, it } from 'vitest';
import { loaded } from './conversation.ts';
import { fromAdministrators, message } from './testing/messages.ts';
import { type TimelineOptions, timelineOf } from './timeline.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const at = (minutes: number) => ({ sentAt: new Date(NOON + minutes * 60_000) });
const conversation = loaded({
  messages: [
    message(0, at(-1_440)),
    message(1, at(0)),
    message(2, at(1)),
    message(3, { ...fromAdministrators, ...at(2) }),
    message(5, { ...fromAdministrators, ...at(30) }),
  ],
  hasEarlier: false,
  nextRevision: 6,
  readMarks: { client: undefined, administrators: 1 },
  closed: false,
});
const timeline = (more: Partial<TimelineOptions> = {}) =>
  timelineOf({
    conversation,
    unsent: [],
    side: Side.SIDE_CLIENT,
    userId: 'emma',
    lineAfter: undefined,
    dayOf: (instant) => new Date(instant).toISOString().slice(0, 10),
    ...more,
  });
const unsent = (messageId: string, more = {}) => ({
  ...{ messageId, clientId: 'emma', text: 'later', writtenAt: NOON + 31 * 60_000 },
  ...more,
});

describe('what is shown of a conversation', () => {
  it('is in order, with a line where a day begins', () => {
    expect(timeline().map(({ key }) => key)).toEqual([
      'day 2026-11-22',
      'message-0',
      'day 2026-11-23',
      'message-1',
      'message-2',
      'message-3',
      'message-5',
    ]);
  });

  it('puts together what one person says in one breath', () => {
    const together = timeline().flatMap((item) =>
      item.kind === 'message' ? [[item.key, item.isContinued, item.goesOn]] : [],
    );
    expect(together).toEqual([
      ['message-0', false, false],
      ['message-1', false, true],
      ['message-2', true, false],
      ['message-3', false, false],
      ['message-5', false, false],
    ]);
  });

  it('says what has become of one’s own messages, and nothing of those of others', () => {
    const states = timeline({ unsent: [unsent('a'), unsent('b', { failure: 'refused' })] }).flatMap(
      (item) => (item.kind === 'message' ? [item.state] : []),
    );
    expect(states).toEqual(['read', 'read', 'sent', undefined, undefined, 'sending', 'failed']);
  });

  it('tells the reader’s own messages from those of colleagues', () => {
    const ownOf = (userId: string) =>
      timeline({ side: Side.SIDE_ADMINISTRATORS, userId }).flatMap((item) =>
        item.kind === 'message' ? [[item.isOwnSide, item.isOwn]] : [],
      );
    const { authorId } = fromAdministrators;
    expect(ownOf(authorId).at(-1)).toEqual([true, true]);
    expect(ownOf('another administrator').at(-1)).toEqual([true, false]);
    expect(ownOf(authorId)[0]).toEqual([false, false]);
  });

  it('shows a message once that is heard of before it is known to have been sent', () => {
    const keys = timeline({ unsent: [unsent('message-2'), unsent('c')] }).map(({ key }) => key);
    expect(keys.filter((key) => key === 'message-2')).toHaveLength(1);
    expect(keys.at(-1)).toBe('c');
  });

  it('has a line before the first of the other side’s messages that are new', () => {
    const keys = timeline({ lineAfter: 3 }).map(({ key }) => key);
    expect(keys.slice(-3)).toEqual(['message-3', 'unread', 'message-5']);
    expect(timeline({ lineAfter: -1 }).map(({ key }) => key)[5]).toBe('unread');
    expect(timeline({ lineAfter: 5 }).some(({ kind }) => kind === 'unread')).toBe(false);
  });
});
