import { setImmediate as nextTurn } from 'node:timers/promises';

/** Fewer and larger writes are faster. */
const PIECE_BYTES = 64 * 1024;

/** A part of an export's bytes, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Joins what a format encodes into pieces of some 64 kB. Before each it gives other work of the process a turn: embedded
 * engines answer synchronously.
 */
export async function* pieces(
  encoded: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let collected: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of encoded) {
    const next = typeof part === 'string' ? Buffer.from(part) : part;
    collected.push(next);
    bytes += next.length;
    if (bytes < PIECE_BYTES) continue;
    yield joined(collected);
    collected = [];
    bytes = 0;
    await nextTurn();
  }
  if (bytes > 0) yield joined(collected);
}

/** Leaves out the bytes before and after a range. */
export async function* bytesInRange(
  all: AsyncIterable<Uint8Array>,
  { start, end }: ByteRange,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const piece of all) {
    const from = Math.max(0, start - offset);
    const until = Math.min(piece.length, end + 1 - offset);
    if (from < until) yield piece.subarray(from, until);
    offset += piece.length;
    if (offset > end) return;
  }
}

/** Counts the bytes of an export without keeping them. */
export async function countBytes(
  all: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<number> {
  let bytes = 0;
  for await (const piece of all) {
    signal?.throwIfAborted();
    bytes += piece.length;
  }
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
