import type { Total } from '../hour.ts';
import { ByteReader, ByteWriter } from '../hour-bytes.ts';
import { isKnown } from '../hour-record.ts';

/**
 * The devices of a block. A row of one device's hour would be overhead for the most part; more devices would
 * rewrite more bytes for each reading, and no longer fit several times into a page.
 */
export const DEVICES_OF_A_BLOCK = 16;

/** The number of a device's readings in an hour, and their sum. */
export interface HourSum {
  readonly readings: number;
  readonly total: Total;
}

/** A device's hour as it is stored. */
export interface StoredHour extends HourSum {
  readonly cells: Uint8Array;
}

/** The same hour of up to {@link DEVICES_OF_A_BLOCK} devices, each in its slot. */
export type HourBlock = (StoredHour | undefined)[];

const writer = new ByteWriter();

/** A mWh in µWh. Most totals are whole mWh, and stored as such. */
const MILLIWATT_HOUR = 1_000;

/**
 * In the order of slots: slot and number of readings, total, length of the cells, cells. The slot is in the
 * lowest four bits of the first number.
 */
export function encodeBlock(block: HourBlock): Uint8Array {
  writer.clear();
  for (let slot = 0; slot < DEVICES_OF_A_BLOCK; slot++) {
    const hour = block[slot];
    if (!hour) continue;
    writer.writeNumber(hour.readings * DEVICES_OF_A_BLOCK + slot);
    writeTotal(writer, hour.total);
    writer.writeNumber(hour.cells.length);
    writer.writeBytes(hour.cells);
  }
  return writer.written();
}

/** The cells are views of the bytes. */
export function decodeBlock(bytes: Uint8Array): HourBlock {
  const block: HourBlock = [];
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const first = reader.readNumber();
    const slot = first % DEVICES_OF_A_BLOCK;
    const readings = (first - slot) / DEVICES_OF_A_BLOCK;
    const total = readTotal(reader);
    block[slot] = { readings, total, cells: reader.readBytes(reader.readNumber()) };
  }
  return block;
}

/** The readings and totals of a block, by slot, without hours whose energy is not known. */
export function decodeTotals(bytes: Uint8Array): (HourSum | undefined)[] {
  const sums: (HourSum | undefined)[] = [];
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const first = reader.readNumber();
    const slot = first % DEVICES_OF_A_BLOCK;
    const readings = (first - slot) / DEVICES_OF_A_BLOCK;
    const total = readTotal(reader);
    const cells = reader.readBytes(reader.readNumber());
    if (isKnown({ readings, cells })) sums[slot] = { readings, total };
  }
  return sums;
}

/** The readings and total of one slot; undefined without an hour whose energy is known. Decodes no other slot's cells. */
export function decodeSum(bytes: Uint8Array, slot: number): HourSum | undefined {
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const first = reader.readNumber();
    const slotOfHour = first % DEVICES_OF_A_BLOCK;
    if (slotOfHour > slot) return undefined;
    const total = readTotal(reader);
    const length = reader.readNumber();
    if (slotOfHour < slot) {
      reader.skipBytes(length);
      continue;
    }
    const readings = (first - slot) / DEVICES_OF_A_BLOCK;
    return isKnown({ readings, cells: reader.readBytes(length) }) ? { readings, total } : undefined;
  }
  return undefined;
}

/** In whole mWh, or else in µWh after a flag. */
export function writeTotal(writer: ByteWriter, total: Total): void {
  if (typeof total === 'number' && total % MILLIWATT_HOUR === 0) {
    writer.writeFlagged(0, total / MILLIWATT_HOUR);
  } else {
    writer.writeFlagged(1, 0);
    writer.writeInteger(total);
  }
}

export function readTotal(reader: ByteReader): Total {
  const milliwattHours = reader.readFlagged();
  return reader.flag === 0 ? milliwattHours * MILLIWATT_HOUR : reader.readInteger();
}
