import { describe, expect, it } from 'vitest';
import { KeptHours } from './kept-hours.ts';
import type { StoredHour } from './stored-hour.ts';

const hour = (key: string, readings = 6): StoredHour => ({
  ...{ _id: key, version: 1, total: 0n, readings, energies: {} },
});

describe('hours that are kept', () => {
  it('are taken once, and only those that are asked for', () => {
    const kept = new KeptHours();
    kept.keep(hour('a'));
    kept.keep(hour('b'));
    expect(kept.take(['b', 'c'])).toEqual(new Map([['b', hour('b')]]));
    expect(kept.take(['a', 'b'])).toEqual(new Map([['a', hour('a')]]));
    expect(kept.take(['a', 'b'])).toEqual(new Map());
  });

  it('are the last ones, and as many as have room with their readings', () => {
    const kept = new KeptHours(30);
    for (const key of ['a', 'b', 'c', 'd']) kept.keep(hour(key));
    expect([...kept.take(['a', 'b', 'c', 'd']).keys()]).toEqual(['b', 'c', 'd']);
    kept.keep(hour('a'));
    kept.keep(hour('a day of a mad meter', 100_000));
    expect(kept.take(['a', 'a day of a mad meter'])).toEqual(new Map());
    kept.keep(hour('a'));
    expect(kept.take(['a']).size).toBe(1);
  });
});
