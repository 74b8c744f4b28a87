import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

describe('a rate', () => {
  it('allows a burst, then a sustained rate', () => {
    const limit = new RateLimit({ perSecond: 10, burst: 3 });
    const taken = (now: number) => limit.take('ann', now) === undefined;
    expect([0, 0, 0, 0].map(taken)).toEqual([true, true, true, false]);
    expect([99, 100, 150, 200].map(taken)).toEqual([false, true, false, true]);
    expect([10_000, 10_000, 10_000, 10_000].map(taken)).toEqual([true, true, true, false]);
  });

  it('returns a sufficient delay', () => {
    const limit = new RateLimit({ perSecond: 4, burst: 1 });
    limit.take('ann', 0);
    expect(limit.take('ann', 100)).toBeCloseTo(150);
    expect(limit.take('ann', 250)).toBeUndefined();
  });

  it('is separate for each user, however many there are', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 });
    const users = Array.from({ length: 3_000 }, (_, n) => `user ${n}`);
    for (const user of users) expect(limit.take(user, 0)).toBeUndefined();
    for (const user of users) expect(limit.take(user, 500)).toBeCloseTo(500);
    for (const user of users) expect(limit.take(user, 1_000)).toBeUndefined();
  });
});
