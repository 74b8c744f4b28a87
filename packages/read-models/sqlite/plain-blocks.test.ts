import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCells } from '../hour-cells.ts';
import { sumOfHour } from '../hour-record.ts';
import { DEVICES_OF_A_BLOCK, decodeBlock, encodeBlock, type HourBlock } from './hour-blocks.ts';
import { checkPlainBlock } from './plain-blocks.ts';

const energy = fc.oneof(
  fc.nat(200_000).map((milliwattHours) => milliwattHours * 1_000),
  fc.nat(2 ** 31 - 1),
  fc.maxSafeNat(),
);
const cells = fc
  .array(fc.tuple(fc.nat(3_599_999), energy), { maxLength: 12 })
  .map((readings) => encodeCells(new Map(readings.sort(([one], [other]) => one - other))));
/** With wrong sums, some of them. */
const hour = fc
  .tuple(cells, fc.constantFrom(0, 0, 0, 1, 1_000), fc.constantFrom(0, 0, 0, 1))
  .map(([record, tooMuch, tooMany]) => {
    const { total, readings } = sumOfHour({ cells: record, total: 0, readings: 0 });
    const stored = typeof total === 'number' ? total + tooMuch : total;
    return { cells: record, total: stored, readings: readings + tooMany };
  });
const blocks = fc
  .array(fc.option(hour, { nil: undefined }), { minLength: 1, maxLength: DEVICES_OF_A_BLOCK })
  .filter((block) => block.some((stored) => stored));

/** The block with the sums of its readings. */
function addedUp(block: HourBlock): HourBlock {
  return block.map((stored) => stored && { ...sumOfHour(stored), cells: stored.cells });
}

describe('a block of plain hours', () => {
  it('is added up like its hours one by one, or not at all', () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const checked = checkPlainBlock(encodeBlock(block));
        const right = addedUp(block);
        const sums = right.filter((stored) => stored !== undefined);
        const isExact = sums.every(({ total }) => typeof total === 'number');
        expect(checked !== undefined).toBe(isExact);
        if (!checked) return;
        expect(checked.hours).toBe(sums.length);
        expect(checked.readings).toBe(sums.reduce((sum, { readings }) => sum + readings, 0));
        expect(checked.lastSlot).toBe(block.findLastIndex((stored) => stored));
        const wrong = block.filter(
          (stored, slot) =>
            stored &&
            (stored.total !== right[slot]!.total || stored.readings !== right[slot]!.readings),
        );
        expect(checked.wrong).toBe(wrong.length);
        if (wrong.length === 0) expect(checked.corrected).toBeUndefined();
        else expect(checked.corrected).toEqual(encodeBlock(right));
      }),
    );
  });

  it('is not added up where it is damaged', () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const bytes = encodeBlock(block);
        for (let length = 0; length < bytes.length; length++) {
          const checked = checkPlainBlock(bytes.subarray(0, length));
          if (checked)
            expect(decodeBlock(bytes.subarray(0, length))).toHaveLength(checked.lastSlot + 1);
        }
      }),
    );
  });
});
