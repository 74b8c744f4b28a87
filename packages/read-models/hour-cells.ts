import { addTotals, type Total } from './hour.ts';
import { ByteReader, ByteWriter } from './hour-bytes.ts';

const MINUTE_MS = 60_000;
/** A mWh in µWh: meters are seldom finer. */
const MILLIWATT_HOUR = 1_000;

const writer = new ByteWriter();

/**
 * The readings of a device's hour in binary: a cell for each, in the order of time. A cell is the time since
 * the cell before (since the start of the hour for the first one) and the energy. Whole minutes and whole mWh
 * are stored as such, all others in milliseconds and µWh, as a flag says. A reading every ten minutes takes
 * 4 bytes.
 *
 * @param energies in µWh by milliseconds into the hour, in any order
 * @throws RangeError for what is no whole number of at least 0
 */
export function encodeCells(energies: ReadonlyMap<number, number>): Uint8Array {
  writer.clear();
  let before = 0;
  for (const [offset, energy] of inOrder(energies)) {
    writeScaled(offset - before, MINUTE_MS);
    writeScaled(energy, MILLIWATT_HOUR);
    before = offset;
  }
  return writer.written();
}

/** Energies in µWh by milliseconds into the hour, in the order of time. */
export function decodeCells(cells: Uint8Array): Map<number, number> {
  const energies = new Map<number, number>();
  const reader = new ByteReader(cells);
  let offset = 0;
  while (!reader.isAtEnd) {
    offset += readScaled(reader, MINUTE_MS);
    energies.set(offset, readScaled(reader, MILLIWATT_HOUR));
  }
  return energies;
}

/** Adds up the energies of cells, and counts them. */
export function sumOfCells(cells: Uint8Array): { total: Total; readings: number } {
  const reader = new ByteReader(cells);
  let total: Total = 0;
  let readings = 0;
  for (; !reader.isAtEnd; readings++) {
    reader.readFlagged();
    total = addTotals(total, readScaled(reader, MILLIWATT_HOUR));
  }
  return { total, readings };
}

function writeScaled(value: number, scale: number): void {
  if (value % scale === 0) writer.writeFlagged(0, value / scale);
  else writer.writeFlagged(1, value);
}

function readScaled(reader: ByteReader, scale: number): number {
  const value = reader.readFlagged();
  return reader.flag === 0 ? value * scale : value;
}

function inOrder(energies: ReadonlyMap<number, number>): Iterable<[number, number]> {
  let before = -1;
  for (const offset of energies.keys()) {
    if (offset < before) return [...energies].sort(([a], [b]) => a - b);
    before = offset;
  }
  return energies;
}
