import type { Total } from '../hour.ts';
import { ByteReader, ByteWriter } from '../hour-bytes.ts';
import { DEVICES_OF_A_BLOCK, readTotal, writeTotal } from './hour-blocks.ts';

/** A device's day as it is stored: the sum of its hours. */
export interface StoredDay {
  /** Number of hours with readings. */
  readonly hours: number;
  readonly readings: number;
  readonly total: Total;
}

/** The same day of the devices of a block, each in its slot. */
export type DayBlock = (StoredDay | undefined)[];

const writer = new ByteWriter();

/** In the order of slots: slot and number of hours, number of readings, total. */
export function encodeDays(block: DayBlock): Uint8Array {
  writer.clear();
  for (let slot = 0; slot < DEVICES_OF_A_BLOCK; slot++) {
    const day = block[slot];
    if (!day) continue;
    writer.writeNumber(day.hours * DEVICES_OF_A_BLOCK + slot);
    writer.writeNumber(day.readings);
    writeTotal(writer, day.total);
  }
  return writer.written();
}

/** Visits the days of a block in the order of slots: faster than {@link decodeDays}. */
export function visitDays(
  bytes: Uint8Array,
  visit: (slot: number, hours: number, readings: number, total: Total) => void,
): void {
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const first = reader.readNumber();
    const slot = first % DEVICES_OF_A_BLOCK;
    const hours = (first - slot) / DEVICES_OF_A_BLOCK;
    const readings = reader.readNumber();
    visit(slot, hours, readings, readTotal(reader));
  }
}

export function decodeDays(bytes: Uint8Array): DayBlock {
  const block: DayBlock = [];
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const first = reader.readNumber();
    const slot = first % DEVICES_OF_A_BLOCK;
    const hours = (first - slot) / DEVICES_OF_A_BLOCK;
    block[slot] = { hours, readings: reader.readNumber(), total: readTotal(reader) };
  }
  return block;
}

/** Decodes the day of one slot, and no later one. */
export function decodeDay(bytes: Uint8Array, slot: number): StoredDay | undefined {
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const first = reader.readNumber();
    const readings = reader.readNumber();
    const total = readTotal(reader);
    const found = first % DEVICES_OF_A_BLOCK;
    if (found === slot) return { hours: (first - slot) / DEVICES_OF_A_BLOCK, readings, total };
    if (found > slot) return undefined;
  }
  return undefined;
}
