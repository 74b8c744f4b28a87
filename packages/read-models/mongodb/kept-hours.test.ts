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

  it('are the last ones, but none with more readings than a meter sends', () => {
    const kept = new KeptHours(2);
    for (const key of ['a', 'b', 'c', 'd', 'e']) kept.keep(hour(key));
    kept.keep(hour('of a meter gone mad', 1_000));
    const taken = [...kept.take(['a', 'b', 'c', 'd', 'e', 'of a meter gone mad']).keys()];
    expect(taken).toEqual(['c', 'd', 'e']);
  });
});
