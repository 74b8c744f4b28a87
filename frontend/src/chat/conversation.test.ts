import { type FollowResponse, Side } from '@energy/proto/chat';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Conversation,
  loaded,
  readThrough,
  unreadBy,
  updated,
  withEarlier,
  withMessage,
} from './conversation.ts';
import { fromAdministrators, message } from './testing/messages.ts';

const heard = (revision: number, more = {}): FollowResponse => ({
  nextRevision: revision + 1,
  update: { $case: 'message', value: message(revision, more) },
});
const read = (revision: number, side: Side, throughRevision: number): FollowResponse => ({
  nextRevision: revision + 1,
  update: {
    $case: 'read',
    value: { revision, side, readerId: 'x', throughRevision, readAt: undefined },
  },
});
const closed = (revision: number): FollowResponse => ({
  nextRevision: revision + 1,
  update: { $case: 'closed', value: { revision, closedAt: undefined } },
});
const page = (revisions: number[], more = {}) => ({
  messages: revisions.map((revision) => message(revision)),
  hasEarlier: true,
  nextRevision: (revisions.at(-1) ?? -1) + 1,
  readMarks: undefined,
  closed: false,
  ...more,
});
const revisionsOf = ({ messages }: Conversation) => messages.map(({ revision }) => revision);

describe('a conversation', () => {
  it('is its newest page, and what is heard from there on', () => {
    const begun = loaded(page([3, 4]));
    const later = [heard(5), read(6, Side.SIDE_ADMINISTRATORS, 5), heard(7)].reduce(updated, begun);
    expect(revisionsOf(later)).toEqual([3, 4, 5, 7]);
    expect(later).toMatchObject({ nextRevision: 8, readMarks: { administrators: 5 } });
    expect(updated(later, closed(8))).toMatchObject({ closed: true, nextRevision: 9 });
  });

  it('goes on where something of a kind that is not known yet has been', () => {
    const later = updated(loaded(page([0])), { nextRevision: 5, update: undefined });
    expect(later.nextRevision).toBe(5);
  });

  it('is the same whatever is heard again', () => {
    const events = [heard(2), heard(3, fromAdministrators), read(4, Side.SIDE_CLIENT, 3), heard(5)];
    const once = events.reduce(updated, loaded(page([0, 1])));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (again) => {
        expect(again.reduce(updated, once)).toEqual(once);
      }),
    );
  });

  it('has a message that was sent from here in its place, before or after it is heard', () => {
    const begun = loaded(page([0, 1]));
    const sent = withMessage(begun, message(4));
    expect(sent.nextRevision).toBe(2); // What is between is yet to be heard.
    const all = [heard(2), heard(3), heard(4)].reduce(updated, sent);
    expect(revisionsOf(all)).toEqual([0, 1, 2, 3, 4]);
    expect(withMessage(all, message(3))).toBe(all);
  });

  it('grows at its beginning, page by page', () => {
    const grown = withEarlier(loaded(page([5, 6])), page([3, 4], { hasEarlier: false }));
    expect(revisionsOf(grown)).toEqual([3, 4, 5, 6]);
    expect(grown).toMatchObject({ hasEarlier: false, nextRevision: 7 });
    const overlapping = withEarlier(grown, page([2, 3, 4]));
    expect(revisionsOf(overlapping)).toEqual([2, 3, 4, 5, 6]);
  });

  it('is read by a side as far as it says, which only grows', () => {
    const begun = loaded({
      ...page([0]),
      messages: [message(0), message(1, fromAdministrators), message(2), message(3)],
      readMarks: { client: undefined, administrators: 0 },
    });
    expect(readThrough(begun, Side.SIDE_CLIENT)).toBe(-1);
    const unread = (of: Conversation, side: Side) =>
      unreadBy(of, side).map(({ revision }) => revision);
    expect(unread(begun, Side.SIDE_CLIENT)).toEqual([1]);
    expect(unread(begun, Side.SIDE_ADMINISTRATORS)).toEqual([2, 3]);
    const later = updated(begun, read(4, Side.SIDE_ADMINISTRATORS, 2));
    expect(unread(later, Side.SIDE_ADMINISTRATORS)).toEqual([3]);
    expect(updated(later, read(5, Side.SIDE_ADMINISTRATORS, 0)).readMarks.administrators).toBe(2);
  });
});
