import { describe, expect, it } from 'vitest';
import { PendingRequests } from './pending-requests.ts';

describe('pending requests', () => {
  it('settle when all have succeeded or failed', async () => {
    const requests = new PendingRequests();
    const first = Promise.withResolvers<string>();
    const second = Promise.withResolvers<string>();
    const results = Promise.allSettled([
      requests.track(first.promise),
      requests.track(second.promise),
    ]);
    let hasSettled = false;
    const settled = requests.settled().then((waited) => {
      hasSettled = true;
      return waited;
    });
    first.resolve('done');
    await first.promise;
    expect(hasSettled).toBe(false);
    second.reject(new Error('away'));
    expect(await settled).toBe(true);
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('resolve at once to false without any', async () => {
    expect(await new PendingRequests().settled()).toBe(false);
  });
});
