import { Side } from '@energy/proto/chat';
import { describe, expect, it } from 'vitest';
import { fromNewestPage } from './conversation.ts';
import { fromAdministrators, message } from './testing/messages.ts';
import { type TimelineOptions, toTimeline } from './timeline.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const at = (minutes: number) => ({ sentAt: new Date(NOON + minutes * 60_000) });
const conversation = fromNewestPage({
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
  toTimeline({
    conversation,
    unsent: [],
    side: Side.SIDE_CLIENT,
    userId: 'emma',
    unreadAfter: undefined,
    dayOf: (instant) => new Date(instant).toISOString().slice(0, 10),
    ...more,
  });
const unsent = (messageId: string, more = {}) => ({
  messageId,
  clientId: 'emma',
  text: 'later',
  writtenAt: NOON + 31 * 60_000,
  ...more,
});

describe('the timeline of a conversation', () => {
  it('lists messages in order, with a line above each day', () => {
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

  it('groups messages of one author within minutes', () => {
    const groups = timeline().flatMap((item) =>
      item.kind === 'message' ? [[item.key, item.followsInGroup, item.isLastOfGroup]] : [],
    );
    expect(groups).toEqual([
      ['message-0', false, true],
      ['message-1', false, false],
      ['message-2', true, true],
      ['message-3', false, true],
      ['message-5', false, true],
    ]);
  });

  it('states the delivery of the reader’s own side only', () => {
    const states = timeline({ unsent: [unsent('a'), unsent('b', { failure: 'refused' })] }).flatMap(
      (item) => (item.kind === 'message' ? [item.state] : []),
    );
    expect(states).toEqual(['read', 'read', 'sent', undefined, undefined, 'sending', 'failed']);
  });

  it('distinguishes the reader’s messages from those of colleagues', () => {
    const ownOf = (userId: string) =>
      timeline({ side: Side.SIDE_ADMINISTRATORS, userId }).flatMap((item) =>
        item.kind === 'message' ? [[item.isOwnSide, item.isOwn]] : [],
      );
    const { authorId } = fromAdministrators;
    expect(ownOf(authorId).at(-1)).toEqual([true, true]);
    expect(ownOf('another administrator').at(-1)).toEqual([true, false]);
    expect(ownOf(authorId)[0]).toEqual([false, false]);
  });

  it('lists a message once that arrives before it leaves the outbox', () => {
    const keys = timeline({ unsent: [unsent('message-2'), unsent('c')] }).map(({ key }) => key);
    expect(keys.filter((key) => key === 'message-2')).toHaveLength(1);
    expect(keys.at(-1)).toBe('c');
  });

  it('puts a line above the first unread message of the other side', () => {
    const keys = timeline({ unreadAfter: 3 }).map(({ key }) => key);
    expect(keys.slice(-3)).toEqual(['message-3', 'unread', 'message-5']);
    expect(timeline({ unreadAfter: -1 }).map(({ key }) => key)[5]).toBe('unread');
    expect(timeline({ unreadAfter: 5 }).some(({ kind }) => kind === 'unread')).toBe(false);
  });
});
