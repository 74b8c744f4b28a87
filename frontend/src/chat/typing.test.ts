import { Side } from '@energy/proto/chat';
import { expect, it } from 'vitest';
import { Clock } from './testing/clock.ts';
import { TypingIndicators } from './typing.ts';

it('a typing indicator lasts 5 s, or until it is removed', async () => {
  const clock = new Clock();
  let changes = 0;
  const indicators = new TypingIndicators(clock.schedule, () => {
    changes += 1;
  });
  const typing = { userId: 'adam', side: Side.SIDE_ADMINISTRATORS, expiresAt: new Date(0) };
  const names = () => indicators.typists.map(({ userId }) => userId);
  indicators.add(typing);
  await clock.pass(4_000);
  indicators.add(typing);
  await clock.pass(4_999);
  expect(names()).toEqual(['adam']);
  await clock.pass(1);
  expect(names()).toEqual([]);
  indicators.add(typing);
  indicators.remove('adam');
  indicators.remove('nobody');
  expect([names(), changes]).toEqual([[], 5]);
  indicators.add(typing);
  indicators.clear();
  await clock.pass(10_000);
  expect([names(), changes]).toEqual([[], 6]);
});
