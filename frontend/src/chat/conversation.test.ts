import { type FollowResponse, Side } from '@energy/proto/chat';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyUpdate,
  type Conversation,
  fromNewestPage,
  readThrough,
  unreadBy,
  withEarlier,
  withMessage,
} from './conversation.ts';
import { fromAdministrators, message } from './testing/messages.ts';

const messageUpdate = (revision: number, more = {}): FollowResponse => ({
  nextRevision: revision + 1,
  update: { $case: 'message', value: message(revision, more) },
});
const readUpdate = (revision: number, side: Side, throughRevision: number): FollowResponse => ({
  nextRevision: revision + 1,
  update: {
    $case: 'read',
    value: { revision, side, readerId: 'x', throughRevision, readAt: undefined },
  },
});
const closedUpdate = (revision: number): FollowResponse => ({
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
  it('is the newest page and the updates after it', () => {
    const begun = fromNewestPage(page([3, 4]));
    const later = [
      messageUpdate(5),
      readUpdate(6, Side.SIDE_ADMINISTRATORS, 5),
      messageUpdate(7),
    ].reduce(applyUpdate, begun);
    expect(revisionsOf(later)).toEqual([3, 4, 5, 7]);
    expect(later).toMatchObject({ nextRevision: 8, readMarks: { administrators: 5 } });
    expect(applyUpdate(later, closedUpdate(8))).toMatchObject({ closed: true, nextRevision: 9 });
  });

  it('skips updates of an unknown kind', () => {
    const later = applyUpdate(fromNewestPage(page([0])), { nextRevision: 5, update: undefined });
    expect(later.nextRevision).toBe(5);
  });

  it('applies updates idempotently', () => {
    const events = [
      messageUpdate(2),
      messageUpdate(3, fromAdministrators),
      readUpdate(4, Side.SIDE_CLIENT, 3),
      messageUpdate(5),
    ];
    const once = events.reduce(applyUpdate, fromNewestPage(page([0, 1])));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (again) => {
        expect(again.reduce(applyUpdate, once)).toEqual(once);
      }),
    );
  });

  it('inserts a sent message by its revision, before or after its update', () => {
    const begun = fromNewestPage(page([0, 1]));
    const sent = withMessage(begun, message(4));
    expect(sent.nextRevision).toBe(2); // The updates in between are still to come.
    const all = [messageUpdate(2), messageUpdate(3), messageUpdate(4)].reduce(applyUpdate, sent);
    expect(revisionsOf(all)).toEqual([0, 1, 2, 3, 4]);
    expect(withMessage(all, message(3))).toBe(all);
  });

  it('prepends earlier pages', () => {
    const grown = withEarlier(fromNewestPage(page([5, 6])), page([3, 4], { hasEarlier: false }));
    expect(revisionsOf(grown)).toEqual([3, 4, 5, 6]);
    expect(grown).toMatchObject({ hasEarlier: false, nextRevision: 7 });
    const overlapping = withEarlier(grown, page([2, 3, 4]));
    expect(revisionsOf(overlapping)).toEqual([2, 3, 4, 5, 6]);
  });

  it('moves read marks forwards only', () => {
    const begun = fromNewestPage({
      ...page([0]),
      messages: [message(0), message(1, fromAdministrators), message(2), message(3)],
      readMarks: { client: undefined, administrators: 0 },
    });
    expect(readThrough(begun, Side.SIDE_CLIENT)).toBe(-1);
    const unread = (of: Conversation, side: Side) =>
      unreadBy(of, side).map(({ revision }) => revision);
    expect(unread(begun, Side.SIDE_CLIENT)).toEqual([1]);
    expect(unread(begun, Side.SIDE_ADMINISTRATORS)).toEqual([2, 3]);
    const later = applyUpdate(begun, readUpdate(4, Side.SIDE_ADMINISTRATORS, 2));
    expect(unread(later, Side.SIDE_ADMINISTRATORS)).toEqual([3]);
    expect(
      applyUpdate(later, readUpdate(5, Side.SIDE_ADMINISTRATORS, 0)).readMarks.administrators,
    ).toBe(2);
  });
});
