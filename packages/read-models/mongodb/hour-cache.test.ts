import { describe, expect, it } from 'vitest';
import { HourCache } from './hour-cache.ts';
import type { StoredHour } from './stored-hour.ts';

const hour = (key: string, readings = 6): StoredHour => ({
  _id: key,
  version: 1,
  total: 0n,
  readings,
  cells: new Uint8Array(),
});

describe('the cache of hours', () => {
  it('returns each hour once', () => {
    const cache = new HourCache();
    cache.put(hour('a'));
    cache.put(hour('b'));
    expect(cache.take(['b', 'c'])).toEqual(new Map([['b', hour('b')]]));
    expect(cache.take(['a', 'b'])).toEqual(new Map([['a', hour('a')]]));
    expect(cache.take(['a', 'b'])).toEqual(new Map());
  });

  it('holds the last ones, and none with more readings than a meter sends', () => {
    const cache = new HourCache(2);
    for (const key of ['a', 'b', 'c', 'd', 'e']) cache.put(hour(key));
    cache.put(hour('of a meter gone mad', 1_000));
    const taken = [...cache.take(['a', 'b', 'c', 'd', 'e', 'of a meter gone mad']).keys()];
    expect(taken).toEqual(['d', 'e']);
  });

  it('keeps no answer of the server in memory', () => {
    const answer = Buffer.alloc(1_000, 7);
    const cache = new HourCache();
    cache.put({ ...hour('a'), cells: answer.subarray(0, 3) });
    const { cells } = cache.take(['a']).get('a')!;
    expect(cells).toEqual(Uint8Array.of(7, 7, 7));
    expect(cells.buffer.byteLength).toBe(3);
  });
});
