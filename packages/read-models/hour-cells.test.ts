import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCells, encodeCells, sumOfCells } from './hour-cells.ts';

const offset = fc.oneof(
  fc.nat(3_600_000),
  fc.nat(60).map((minute) => minute * 60_000),
);
const energy = fc.oneof(
  fc.nat(400_000).map((milliwattHours) => milliwattHours * 1_000),
  fc.maxSafeNat(),
);

describe('the cells of an hour', () => {
  it('give the readings back in the order of time, whatever order they had', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(offset, energy)), (readings) => {
        const energies = new Map(readings);
        const cells = encodeCells(energies);
        expect([...decodeCells(cells)]).toEqual([...energies].sort(([a], [b]) => a - b));
        const sum = [...energies.values()].reduce((total, each) => total + BigInt(each), 0n);
        const { total, readings: count } = sumOfCells(cells);
        expect([BigInt(total), count]).toEqual([sum, energies.size]);
      }),
    );
  });

  it('take four bytes for a reading every ten minutes', () => {
    const energies = [0, 10, 20, 30, 40, 50].map((minute) => [minute * 60_000, 399_999_000]);
    expect(encodeCells(new Map(energies as [number, number][]))).toHaveLength(24);
  });

  it.each([[[-1, 1]], [[0, -1]], [[0, 0.5]], [[0, Number.NaN]], [[0, 2 ** 53]]])(
    'refuse what would not come back as it was: %j',
    (reading) => {
      expect(() => encodeCells(new Map([reading as [number, number]]))).toThrow(RangeError);
      expect(decodeCells(encodeCells(new Map([[0, 7]])))).toEqual(new Map([[0, 7]]));
    },
  );

  it('do not pass for others when they end too early', () => {
    const cells = encodeCells(new Map([[123, 456_789]]));
    expect(() => decodeCells(cells.subarray(0, -1))).toThrow(/damaged/);
    expect(() => sumOfCells(cells.subarray(0, -1))).toThrow(/damaged/);
  });
});
