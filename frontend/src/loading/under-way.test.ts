import { describe, expect, it } from 'vitest';
import { UnderWay } from './under-way.ts';

describe('what is under way', () => {
  it('has ended once all of it has, whether it succeeded or failed', async () => {
    const underWay = new UnderWay();
    const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const results = Promise.allSettled([
      underWay.during(first.promise),
      underWay.during(second.promise),
    ]);
    let hasEnded = false;
    const ended = underWay.ended().then((waited) => {
      hasEnded = true;
      return waited;
    });
    first.resolve('done');
    await first.promise;
    expect(hasEnded).toBe(false);
    second.reject(new Error('away'));
    expect(await ended).toBe(true);
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('is nothing to wait for where there is nothing', async () => {
    expect(await new UnderWay().ended()).toBe(false);
  });
});
