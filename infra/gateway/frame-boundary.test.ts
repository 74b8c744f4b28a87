import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameBoundary } from './frame-boundary.ts';

/** A text frame as servers send it, of so many bytes. */
function frame(length: number): Buffer {
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = 0x81;
  header[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, Buffer.alloc(length, 0xff)]);
}

describe('the end of a frame', () => {
  it('is known, however long frames are and in whatever pieces they come', () => {
    const lengths = fc.array(fc.constantFrom(0, 1, 125, 126, 300, 65_535, 65_536), {
      maxLength: 4,
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 4 });
    const small = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lengths, sizes, small, (all, large, little) => {
        const frames = all.map(frame);
        const bytes = Buffer.concat(frames);
        let end = 0;
        const ends = new Set([0, ...frames.map((each) => (end += each.length))]);
        const boundary = new FrameBoundary();
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const from = turn < 20 ? little : large;
          const piece = bytes.subarray(at, at + from[turn % from.length]!);
          boundary.follow(piece);
          at += piece.length;
          expect(boundary.isReached).toBe(ends.has(at));
        }
      }),
    );
  });
});
