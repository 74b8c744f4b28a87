import { Side } from '@energy/proto/chat';
import { expect, it } from 'vitest';
import { Clock } from './testing/clock.ts';
import { Typists } from './typing.ts';

it('somebody who says that they are typing is taken to be for 5 s, or until their message comes', async () => {
  const clock = new Clock();
  let changes = 0;
  const typists = new Typists(clock.after, () => {
    changes += 1;
  });
  const typing = { userId: 'adam', side: Side.SIDE_ADMINISTRATORS, expiresAt: new Date(0) };
  const names = () => typists.all.map(({ userId }) => userId);
  typists.heard(typing);
  await clock.pass(4_000);
  typists.heard(typing);
  await clock.pass(4_999);
  expect(names()).toEqual(['adam']);
  await clock.pass(1);
  expect(names()).toEqual([]);
  typists.heard(typing);
  typists.stopped('adam');
  typists.stopped('nobody');
  expect([names(), changes]).toEqual([[], 5]);
  typists.heard(typing);
  typists.clear();
  await clock.pass(10_000);
  expect([names(), changes]).toEqual([[], 6]);
});
