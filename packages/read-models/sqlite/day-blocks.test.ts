import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDay, decodeDays, encodeDays } from './day-blocks.ts';
import { DEVICES_OF_A_BLOCK } from './hour-blocks.ts';

const day = fc.record({
  hours: fc.nat(25),
  readings: fc.nat(100_000),
  total: fc.oneof(
    fc.maxSafeNat(),
    fc.nat(1_000_000).map((milliwattHours) => milliwattHours * 1_000),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
  ),
});
const slots = fc.array(fc.option(day, { nil: undefined }), { maxLength: DEVICES_OF_A_BLOCK });

describe('the block of a day', () => {
  it('gives the days of its devices back, all and one by one', () => {
    fc.assert(
      fc.property(slots, (block) => {
        const bytes = encodeDays(block);
        const decoded = decodeDays(bytes);
        for (let slot = 0; slot < DEVICES_OF_A_BLOCK; slot++) {
          expect(decoded[slot]).toEqual(block[slot]);
          expect(decodeDay(bytes, slot)).toEqual(block[slot]);
        }
      }),
    );
  });
});
