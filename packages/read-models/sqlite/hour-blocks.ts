import type { Total } from '../hour.ts';
import { ByteReader, ByteWriter } from '../hour-bytes.ts';
import { isKnown, SPECIAL } from '../hour-record.ts';

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

/** Reads the hours of a block one after another, without an object for each. */
export class BlockReader implements HourSum {
  slot = 0;
  readings = 0;
  total: Total = 0;
  readonly #reader: ByteReader;
  #cellsLength = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  /** Goes to the next hour; false behind the last one. Take or skip the cells before. */
  next(): boolean {
    const reader = this.#reader;
    if (reader.isAtEnd) return false;
    const first = reader.readNumber();
    this.slot = first % DEVICES_OF_A_BLOCK;
    this.readings = (first - this.slot) / DEVICES_OF_A_BLOCK;
    this.total = readTotal(reader);
    this.#cellsLength = reader.readNumber();
    return true;
  }

  /** A view of the bytes. */
  takeCells(): Uint8Array {
    return this.#reader.readBytes(this.#cellsLength);
  }

  skipCells(): void {
    this.#reader.skipBytes(this.#cellsLength);
  }

  /** Skips cells that are a plain list of readings, and otherwise takes them. */
  takeSpecialCells(): Uint8Array | undefined {
    if (this.#cellsLength > 0 && this.#reader.peekByte() === SPECIAL) return this.takeCells();
    this.skipCells();
    return undefined;
  }
}

/** The cells are views of the bytes. */
export function decodeBlock(bytes: Uint8Array): HourBlock {
  const block: HourBlock = [];
  const reader = new BlockReader(bytes);
  while (reader.next()) {
    const { slot, readings, total } = reader;
    block[slot] = { readings, total, cells: reader.takeCells() };
  }
  return block;
}

/** The readings and totals of a block, by slot, without hours whose energy is not known. */
export function decodeTotals(bytes: Uint8Array): (HourSum | undefined)[] {
  const sums: (HourSum | undefined)[] = [];
  const reader = new BlockReader(bytes);
  while (reader.next()) {
    const { slot, readings, total } = reader;
    const special = reader.takeSpecialCells();
    if (special ? isKnown({ readings, cells: special }) : readings > 0) {
      sums[slot] = { readings, total };
    }
  }
  return sums;
}

/** The readings and total of one slot; undefined without an hour whose energy is known. Decodes no other slot's cells. */
export function decodeSum(bytes: Uint8Array, slot: number): HourSum | undefined {
  const reader = new BlockReader(bytes);
  while (reader.next()) {
    if (reader.slot > slot) return undefined;
    if (reader.slot < slot) {
      reader.skipCells();
      continue;
    }
    const { readings, total } = reader;
    return isKnown({ readings, cells: reader.takeCells() }) ? { readings, total } : undefined;
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
