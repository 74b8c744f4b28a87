import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentlyUsed } from './recently-used.ts';

const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const uses = fc.array(fc.record({ use: fc.constantFrom('get', 'set', 'delete'), key: keys }));

describe('what was used last', () => {
  it('is kept, whatever is used, set and deleted in whatever order', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 1, max: 4 }), (all, least) => {
        const kept = new RecentlyUsed<number>(least);
        let inUse: { readonly key: string; readonly value: number }[] = [];
        for (const [at, { use, key }] of all.entries()) {
          const known = inUse.find((each) => each.key === key);
          inUse = inUse.filter((each) => each.key !== key);
          if (use === 'delete') kept.delete(key);
          if (use === 'set') kept.set(key, at);
          const value = use === 'get' ? kept.get(key) : undefined;
          if (use === 'get' && known) expect(value).toBe(known.value);
          if (use === 'set') inUse.push({ key, value: at });
          if (value !== undefined) inUse.push({ key, value });
          inUse = inUse.slice(-least);
        }
        for (const { key, value } of inUse.toReversed()) expect(kept.get(key)).toBe(value);
      }),
    );
  });

  it('pushes out what was not, at the latest when there would be more than twice as much', () => {
    const kept = new RecentlyUsed<number>(2);
    kept.set('often', 0);
    for (let n = 1; n <= 100; n++) {
      kept.set(`once ${n}`, n);
      expect(kept.get('often')).toBe(0);
    }
    const left = Array.from({ length: 100 }, (_, n) => kept.get(`once ${n + 1}`));
    expect(left.filter((value) => value !== undefined).length).toBeLessThanOrEqual(4);
    expect(left[99]).toBe(100);
  });
});
