import { describe, expect, it } from 'vitest';
import { BackgroundCache } from './background-cache.ts';

describe('a background cache', () => {
  const computed = { devices: 3 };

  it('computes once for concurrent requests, and reuses the value while it is fresh', async () => {
    let computations = 0;
    const cache = new BackgroundCache(async () => {
      computations += 1;
      return computed;
    });
    const results = await Promise.all([cache.latest(), cache.latest()]);
    expect([...results, await cache.latest()]).toEqual([computed, computed, computed]);
    expect(computations).toBe(1);
  });

  it('blocks no request while computing takes long', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof computed>();
    const cache = new BackgroundCache(() => promise);
    expect(await cache.latest()).toBeUndefined();
    resolve(computed);
    await expect.poll(() => cache.latest()).toBe(computed);
  });

  it('waits for the first value where that is asked for', async () => {
    const { promise, resolve } = Promise.withResolvers<typeof computed>();
    const cache = new BackgroundCache(() => promise);
    expect(await cache.latest()).toBeUndefined();
    const waiting = cache.value();
    resolve(computed);
    expect(await waiting).toBe(computed);
    const failing = new BackgroundCache(async () => {
      throw new Error('the read models are away');
    });
    await expect(failing.value()).rejects.toThrow('the read models are away');
  });

  it('reports a failure, and retries', async () => {
    let isAway = true;
    const cache = new BackgroundCache(async () => {
      if (isAway) throw new Error('the read models are away');
      return computed;
    });
    await expect(cache.latest()).rejects.toThrow('the read models are away');
    isAway = false;
    await expect.poll(() => cache.latest()).toBe(computed);
  });
});
