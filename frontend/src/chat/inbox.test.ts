import type { Conversation } from '@energy/proto/chat';
import { describe, expect, it } from 'vitest';
import { countByFilter, filterInbox } from './inbox.ts';
import { message } from './testing/messages.ts';

const conversation = (clientName: string, minute: number, more: Partial<Conversation> = {}) => ({
  clientId: clientName,
  clientName,
  nextRevision: 1,
  lastMessage: message(0, { sentAt: new Date(minute * 60_000) }),
  unread: 0,
  waitingSince: undefined,
  readMarks: undefined,
  closed: false,
  ...more,
});

const inbox = new Map(
  [
    conversation('Émile Zola', 5, { unread: 2, waitingSince: new Date(2 * 60_000) }),
    conversation('Grace Hopper', 9),
    conversation('Straße 7', 1, { waitingSince: new Date(60_000) }),
    conversation('', 3, { closed: true }),
  ].map((each) => [each.clientId, each]),
);
const names = (filter: 'all' | 'unread' | 'waiting', search = '') =>
  filterInbox(inbox, { filter, search }).map(({ clientName }) => clientName);

describe('the inbox', () => {
  it('lists the latest conversation first', () => {
    expect(names('all')).toEqual(['Grace Hopper', 'Émile Zola', '', 'Straße 7']);
  });

  it('lists waiting clients by the longest wait', () => {
    expect(names('waiting')).toEqual(['Straße 7', 'Émile Zola']);
  });

  it('filters unread conversations and counts each filter', () => {
    expect(names('unread')).toEqual(['Émile Zola']);
    expect(countByFilter(inbox)).toEqual({ all: 4, unread: 1, waiting: 2 });
  });

  it.each([
    ['emile', ['Émile Zola']],
    ['ZOLA ém', ['Émile Zola']],
    ['strasse', ['Straße 7']],
    ['hop gra', ['Grace Hopper']],
    ['nobody', []],
    ['  ', ['Grace Hopper', 'Émile Zola', '', 'Straße 7']],
  ])('finds the names with all words of “%s”, ignoring case and accents', (search, expected) => {
    expect(names('all', search)).toEqual(expected);
  });
});
