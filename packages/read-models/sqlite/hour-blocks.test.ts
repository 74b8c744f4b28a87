import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEVICES_OF_A_BLOCK,
  decodeBlock,
  decodeSum,
  decodeTotals,
  encodeBlock,
} from './hour-blocks.ts';

const hour = fc.record({
  readings: fc.nat(100_000),
  total: fc.oneof(
    fc.maxSafeNat(),
    fc.nat(1_000_000).map((milliwattHours) => milliwattHours * 1_000),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
  ),
  cells: fc.uint8Array({ maxLength: 200 }),
});
const slots = fc.array(fc.option(hour, { nil: undefined }), { maxLength: DEVICES_OF_A_BLOCK });

describe('the block of an hour', () => {
  it('gives the hours of its devices back', () => {
    fc.assert(
      fc.property(slots, (block) => {
        const decoded = decodeBlock(encodeBlock(block));
        expect([...decoded.entries()].filter(([, each]) => each)).toEqual(
          [...block.entries()].filter(([, each]) => each),
        );
      }),
    );
  });

  it('gives the sum of one device as it gives those of all', () => {
    fc.assert(
      fc.property(slots, (block) => {
        const bytes = encodeBlock(block);
        const totals = decodeTotals(bytes);
        for (let slot = 0; slot < DEVICES_OF_A_BLOCK; slot++) {
          expect(decodeSum(bytes, slot)).toEqual(totals[slot]);
        }
      }),
    );
  });

  it('does not pass for another when it ends too early', () => {
    const bytes = encodeBlock([{ readings: 1, total: 5, cells: new Uint8Array([1, 2]) }]);
    expect(() => decodeBlock(bytes.subarray(0, -1))).toThrow(/damaged/);
  });
});
