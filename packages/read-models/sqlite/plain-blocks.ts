import { ByteWriter } from '../hour-bytes.ts';
import { SPECIAL } from '../hour-record.ts';
import { DEVICES_OF_A_BLOCK, writeTotal } from './hour-blocks.ts';

/** A mWh in µWh. */
const MILLIWATT_HOUR = 1_000;
/** Of a byte that is not the last one of its number. */
const CONTINUED = 0x80;

/** The hours of a block, whose stored sums were compared with their readings. */
export interface CheckedBlock {
  readonly hours: number;
  readonly readings: number;
  /** Number of wrong hours. */
  readonly wrong: number;
  readonly lastSlot: number;
  /** The block with the right sums; `undefined` if all of them are right. */
  readonly corrected: Uint8Array | undefined;
}

/** Of the hours of the block that is being checked, in the order of slots. */
const slots = new Uint8Array(DEVICES_OF_A_BLOCK);
const readings = new Float64Array(DEVICES_OF_A_BLOCK);
const totals = new Float64Array(DEVICES_OF_A_BLOCK);
const starts = new Float64Array(DEVICES_OF_A_BLOCK);
const ends = new Float64Array(DEVICES_OF_A_BLOCK);

const writer = new ByteWriter();
/** Behind the last number that was read. */
let position = 0;
/** Number of the cells that were added up last. */
let cellCount = 0;

/**
 * Adds up the hours of a block in one pass over its bytes, without an object for each: in half of the time that
 * decoding takes. `undefined` for a block that is damaged, or that has an hour that is no plain list of readings or
 * whose sum is no safe integer.
 */
export function checkPlainBlock(bytes: Uint8Array): CheckedBlock | undefined {
  let hours = 0;
  let wrong = 0;
  let readingCount = 0;
  for (position = 0; position < bytes.length; hours++) {
    if (hours === DEVICES_OF_A_BLOCK) return undefined;
    const first = readNumber(bytes);
    const slot = first % DEVICES_OF_A_BLOCK;
    const storedTotal = readTotal(bytes);
    const length = readNumber(bytes);
    const start = position;
    if (length > 0 && bytes[start] === SPECIAL) return undefined;
    const total = addUpCells(bytes, start + length);
    if (position !== start + length || !Number.isSafeInteger(total)) return undefined;
    if (total !== storedTotal || cellCount !== (first - slot) / DEVICES_OF_A_BLOCK) wrong += 1;
    readingCount += cellCount;
    slots[hours] = slot;
    readings[hours] = cellCount;
    totals[hours] = total;
    starts[hours] = start;
    ends[hours] = position;
  }
  if (position > bytes.length || hours === 0) return undefined;
  const corrected = wrong > 0 ? encode(bytes, hours) : undefined;
  return { hours, readings: readingCount, wrong, lastSlot: slots[hours - 1]!, corrected };
}

function encode(bytes: Uint8Array, hours: number): Uint8Array {
  writer.clear();
  for (let index = 0; index < hours; index++) {
    const start = starts[index]!;
    const end = ends[index]!;
    writer.writeNumber(readings[index]! * DEVICES_OF_A_BLOCK + slots[index]!);
    writeTotal(writer, totals[index]!);
    writer.writeNumber(end - start);
    writer.copyBytes(bytes, start, end);
  }
  return writer.written();
}

/** Adds up the energies of cells, and counts them: time and energy of each are flagged numbers. */
function addUpCells(bytes: Uint8Array, end: number): number {
  let at = position;
  let total = 0;
  cellCount = 0;
  while (at < end) {
    while (bytes[at++]! >= CONTINUED);
    const first = bytes[at++]!;
    let energy = (first & 0x7f) >> 1;
    if (first >= CONTINUED) {
      const second = bytes[at++]!;
      energy += (second & 0x7f) << 6;
      if (second >= CONTINUED) {
        position = at;
        energy += readNumber(bytes) * 2 ** 13;
        at = position;
      }
    }
    total += (first & 1) === 0 ? energy * MILLIWATT_HOUR : energy;
    cellCount += 1;
  }
  position = at;
  return total;
}

/** Not exact above the safe integers, which no sum here equals. */
function readTotal(bytes: Uint8Array): number {
  const flagged = readNumber(bytes);
  return flagged % 2 === 0 ? (flagged / 2) * MILLIWATT_HOUR : readNumber(bytes);
}

/** Ends behind the bytes if they end too early. */
function readNumber(bytes: Uint8Array): number {
  let byte = bytes[position++]!;
  if (byte < CONTINUED) return byte;
  let value = byte & 0x7f;
  for (let factor = 128; byte >= CONTINUED; factor *= 128) {
    byte = bytes[position++]!;
    value += (byte & 0x7f) * factor;
  }
  return value;
}
