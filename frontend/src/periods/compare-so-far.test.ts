import { describe, expect, it } from 'vitest';
import { compareSoFar } from './compare-so-far.ts';

const part = (
  total: number | null,
  given: { hoursMeasured?: number; hoursToCome?: number } = {},
) => ({
  total,
  hours: 24,
  hoursMeasured: 24,
  ...given,
});

describe('a running period', () => {
  it('is compared by its parts that are over with the same parts of earlier periods', () => {
    const parts = [
      part(24),
      part(48),
      part(10, { hoursMeasured: 5, hoursToCome: 19 }),
      part(null, { hoursMeasured: 0, hoursToCome: 24 }),
    ];
    const earlier = [part(24), part(24), part(480), part(480)];
    expect(compareSoFar(parts, [earlier])).toEqual({ perHour: 1, change: 0.5 });
  });

  it('counts measured hours alone, over all earlier periods', () => {
    const parts = [part(48), part(1, { hoursMeasured: 1, hoursToCome: 23 })];
    const earlier = [
      [part(6, { hoursMeasured: 3 })],
      [part(null, { hoursMeasured: 0 })],
      [part(21, { hoursMeasured: 24 })],
    ];
    expect(compareSoFar(parts, earlier)).toEqual({ perHour: 1, change: 1 });
  });

  it('is compared with nothing in its first part, or without earlier data', () => {
    const begun = [part(1, { hoursMeasured: 1, hoursToCome: 23 }), part(null, { hoursToCome: 24 })];
    expect(compareSoFar(begun, [[part(24), part(24)]])).toBeUndefined();
    expect(compareSoFar([part(24)], [])).toBeUndefined();
    expect(compareSoFar([part(24)], [[part(0)]])).toEqual({ perHour: 0, change: undefined });
  });
});
