import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisFor } from './axis.ts';

describe('an axis', () => {
  it.each([
    [0, 1, 0.25],
    [0.28, 0.3, 0.1],
    [1, 1, 0.2],
    [1.01, 1.25, 0.25],
    [2.31, 2.5, 0.5],
    [3.2, 4, 1],
    [0.6, 0.6, 0.2],
    [12.4, 12.5, 2.5],
    [4321, 5000, 1000],
    [0.000000001, 1e-9, 2e-10],
  ])('for values up to %d ends at %d in steps of %d', (largest, max, step) => {
    expect(axisFor(largest)).toEqual({ max, step });
  });

  it('has room for every value, and two to five steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (largest) => {
        const { max, step } = axisFor(largest);
        const steps = Math.round(max / step);
        expect(max).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
        expect(steps).toBeGreaterThanOrEqual(2);
        expect(steps).toBeLessThanOrEqual(5);
        expect(steps * step).toBeCloseTo(max, 12 - Math.ceil(Math.log10(max)));
      }),
    );
  });
});
