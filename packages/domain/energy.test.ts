import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyIn, kilowattHours, microwattHours } from './energy.ts';

describe('energy in a unit', () => {
  it.each([
    [0.1, 'kWh', 100_000_000],
    [0.1, 'Wh', 100_000],
    [13_423_500.5, 'Wh', 13_423_500_500_000],
    [0.0000005, 'Wh', 1],
    [0.1, 'MWh', 100_000_000_000],
    [9_007.199, 'MWh', 9_007_199_000_000_000],
  ] as const)('of %d %s is %i µWh', (value, unit, energy) => {
    expect(energyIn(value, { unit })).toBe(energy);
  });

  it('of a volume needs a factor', () => {
    expect(energyIn(3, { unit: 'm3', kWhPerCubicMetre: 11.2 })).toBe(33_600_000_000);
    expect(energyIn(3, { unit: 'm3' })).toBeUndefined();
  });

  it.each([
    // Ties: the product of the doubles lies just below them.
    [0.001, 0.000_006_5, 7],
    [0.001, 0.000_088_5, 89],
    [6.1, 7.3, 44_530_000_000],
    [0.000_000_001_5, 0.1, 0],
    [123_456.789, 11.234_567_8, 1_386_983_666_390_794],
    [0, 11.2, 0],
  ])('multiplies %d m³ by %d kWh exactly: %i µWh', (value, kWhPerCubicMetre, energy) => {
    expect(energyIn(value, { unit: 'm3', kWhPerCubicMetre })).toBe(energy);
  });

  it('rounds the exact product of volume and factor once, half up, for any decimals', () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.nat(9_999_999), (volume, factor) => {
        // Thousandths of a m³ times 10⁻⁷ kWh/m³: the last of ten decimals is rounded.
        const exact = (BigInt(volume) * BigInt(factor) + 5n) / 10n;
        const decimals = { unit: 'm3', kWhPerCubicMetre: Number(`${factor}e-7`) } as const;
        expect(energyIn(Number(`${volume}e-3`), decimals)).toBe(Number(exact));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 9_007_200])(
    'of %d m³ with 1 kWh each is none',
    (value) => {
      expect(energyIn(value, { unit: 'm3', kWhPerCubicMetre: 1 })).toBeUndefined();
    },
  );

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 9_008])(
    'of %d MWh is none',
    (value) => {
      expect(energyIn(value, { unit: 'MWh' })).toBeUndefined();
    },
  );
});

describe('energy in whole microwatt-hours', () => {
  it.each([
    [0, 0],
    [-0, 0],
    [0.1, 100_000_000],
    [1, 1_000_000_000],
    [3.64170771, 3_641_707_710],
    [1e-9, 1],
    [4e-10, 0],
    [5e-10, 1],
    [1.4999999995, 1_500_000_000],
    [0.0000000015, 2],
    [5e-324, 0],
    [9007199.25474099, Number.MAX_SAFE_INTEGER - 1],
  ])('%f kWh are %i µWh', (kWh, expected) => {
    expect(microwattHours(kWh)).toBe(expected);
  });

  it.each([-1e-9, Number.NaN, Number.POSITIVE_INFINITY, 9007199.26, 1e300])(
    'has no whole number for %f kWh',
    (kWh) => {
      expect(microwattHours(kWh)).toBeUndefined();
    },
  );

  it('is the value written with nine decimals, for every such value', () => {
    fc.assert(
      fc.property(fc.nat(8_000_000), fc.nat(999_999_999), (whole, fraction) => {
        // Fifteen significant digits survive a double whatever they are.
        const digits = String(fraction)
          .padStart(9, '0')
          .slice(0, 15 - String(whole).length);
        const written = `${whole}.${digits}`;
        const expected = BigInt(whole) * 10n ** 9n + BigInt(digits.padEnd(9, '0'));
        expect(microwattHours(Number(written))).toBe(Number(expected));
      }),
    );
  });

  it('agrees with decimal arithmetic for any double', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9e6, noNaN: true }), (kWh) => {
        expect(microwattHours(kWh)).toBe(roundedByDigits(kWh));
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes back as the kWh that it was', () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.nat(999_999_999), (whole, fraction) => {
        const kWh = Number(`${whole}.${String(fraction).padStart(9, '0')}`);
        expect(kilowattHours(microwattHours(kWh)!)).toBe(kWh);
        expect(kilowattHours(BigInt(microwattHours(kWh)!))).toBe(kWh);
      }),
    );
  });

  it('gives sums beyond a safe integer the nearest kWh', () => {
    expect(kilowattHours(12_345_678_901_234_567_890n)).toBe(12345678901.234568);
    expect(kilowattHours(-1_500_000_000n)).toBe(-1.5);
  });
});

/** The definition, written the long way: all digits as text, cut at the ninth, rounded half up. */
function roundedByDigits(kWh: number): number {
  const [mantissa = '', exponent = '0'] = kWh.toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = 1 + Number(exponent) + 9;
  const padded = digits.padEnd(Math.max(point, 0) + 1, '0');
  if (point < 0) return 0;
  const whole = BigInt(padded.slice(0, point) || '0');
  return Number(padded[point]! >= '5' ? whole + 1n : whole);
}
