import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyOf } from './energy-text.ts';

describe('a decimal text as whole µWh', () => {
  it.each([
    ['0', 'kWh', 0n],
    ['-0', 'kWh', 0n],
    ['3.64170771', 'kWh', 3_641_707_710n],
    ['  60', 'Wh', 60_000_000n],
    ['60 ', 'Wh', 60_000_000n],
    ['+.5', 'kWh', 500_000_000n],
    ['5.', 'kWh', 5_000_000_000n],
    ['1.5e-3', 'kWh', 1_500_000n],
    ['12E2', 'Wh', 1_200_000_000n],
    ['0.0000000005', 'kWh', 1n],
    ['0.00000000049', 'kWh', 0n],
    ['-0.0000000015', 'kWh', -1n],
    ['-0.0000000016', 'kWh', -2n],
    ['1e-999999999999', 'kWh', 0n],
    ['0e999999999999', 'kWh', 0n],
    ['9007199254740993', 'kWh', 9007199254740993_000_000_000n],
  ] as const)('%s %s', (text, unit, energy) => {
    expect(energyOf(text, unit)).toEqual({ energy });
  });

  it.each([
    ['', 'is empty'],
    ['  ', 'is empty'],
    ['n/a', 'is no number'],
    ['NaN', 'is no number'],
    ['Infinity', 'is no number'],
    ['0x10', 'is no number'],
    ['1,5', 'is no number'],
    ['1 000', 'is no number'],
    ['--1', 'is no number'],
    ['.', 'is no number'],
    ['1e', 'is no number'],
    ['1e999999999999', 'is too large'],
  ])('%j %s', (text, problem) => {
    expect(energyOf(text, 'kWh')).toEqual({ problem });
  });

  it('keeps every digit that a µWh has, however large the number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.boolean(), (energy, negative) => {
        const digits = energy.toString().padStart(10, '0');
        const text = `${negative ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
        const expected = negative ? -energy : energy;
        expect(energyOf(text, 'kWh')).toEqual({ energy: expected });
        expect(energyOf(`${expected}e-6`, 'Wh')).toEqual({ energy: expected });
      }),
    );
  });
});
