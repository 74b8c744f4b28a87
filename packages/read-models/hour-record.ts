import { type ExceptionalReadings, type Hour, hourOf, type Total, totalOf } from './hour.ts';
import { ByteReader, ByteWriter } from './hour-bytes.ts';
import { decodeCells, encodeCells, sumOfCells } from './hour-cells.ts';
import { decidedHour, decodeEdits, encodeEdits } from './hour-edits.ts';
import type { HourQuality } from './hour-scan.ts';
import type { HourMarks } from './hourly-consumption.ts';
import type { HourEdits } from './reading-edits.ts';

/**
 * Begins a record that is no plain list of cells. No cell begins with it: it would be the first one, at 0 ms, which is
 * stored as a whole minute.
 */
export const SPECIAL = 1;
/** Flags of a special record. */
export const HourFlags = {
  derived: 1,
  estimated: 2,
  unknown: 4,
  partlyUnknown: 8,
  /** A derived hour, of whose registers or gaps something was decided. */
  edited: 16,
} as const;

/** The place of the list of decisions in a special record. */
const EDITS_LIST = 4;

const writer = new ByteWriter();

/** The sum of an hour as it is stored, and its record. */
export interface RecordedHour {
  readonly readings: number;
  readonly total: Total;
  readonly cells: Uint8Array;
}

/** Of an hour that is measured, plausible and known. */
export const NO_MARKS: HourMarks = { isEstimated: false, suspect: 0 };

/**
 * Encodes the readings of an hour. Where all are measured and plausible, it is a list of cells; otherwise the flags, the
 * number of suspect readings, and four lists, each after its length: measured, estimated, suspect measured and suspect
 * estimated readings. A fifth list has what was decided about them.
 */
export function encodeHour(hour: Hour): Uint8Array {
  const { energies, exceptions, edited: edit } = hour;
  if (!exceptions && !edit) return encodeCells(energies);
  const lists = listsOfReadings(edit?.recorded ?? hour);
  if (edit) lists.push(encodeEdits(edit.edits));
  const estimated = exceptions?.estimated;
  const isEstimated = [...energies.keys()].some((offset) => estimated?.has(offset));
  writer.clear();
  writer.writeNumber(SPECIAL);
  writer.writeNumber(isEstimated ? HourFlags.estimated : 0);
  writer.writeNumber(exceptions?.suspects.size ?? 0);
  for (const list of lists) {
    writer.writeNumber(list.length);
    writer.writeBytes(list);
  }
  return writer.written();
}

function listsOfReadings({ energies, exceptions }: Hour): Uint8Array[] {
  const suspects = exceptions?.suspects ?? new Map<number, number>();
  const isEstimated = (offset: number) => exceptions?.estimated.has(offset) ?? false;
  return [energies, suspects].flatMap((readings) =>
    [false, true].map((ofEstimates) =>
      encodeCells(new Map([...readings].filter(([offset]) => isEstimated(offset) === ofEstimates))),
    ),
  );
}

/** Decodes a record of readings; that of a derived hour holds registers instead. */
export function decodeHour(cells: Uint8Array): Hour {
  if (cells[0] !== SPECIAL) return hourOf(decodeCells(cells));
  if (isDerived(cells)) return hourOf(new Map());
  const lists = listsOf(cells);
  const edits = lists[EDITS_LIST];
  const readings = lists.slice(0, EDITS_LIST).map((list) => decodeCells(list));
  const [measured, estimated, suspectMeasured, suspectEstimated] = readings as [
    Map<number, number>,
    Map<number, number>,
    Map<number, number>,
    Map<number, number>,
  ];
  const exceptions: ExceptionalReadings = {
    estimated: new Set([...estimated.keys(), ...suspectEstimated.keys()]),
    suspects: new Map([...suspectMeasured, ...suspectEstimated]),
  };
  const isExceptional = exceptions.estimated.size + exceptions.suspects.size > 0;
  const recorded = hourOf(
    new Map([...measured, ...estimated]),
    isExceptional ? exceptions : undefined,
  );
  return edits ? decidedHour(recorded, decodeEdits(edits)) : recorded;
}

/** The hour is derived from registers. */
export function isDerived(cells: Uint8Array): boolean {
  return cells[0] === SPECIAL && (cells[1]! & HourFlags.derived) !== 0;
}

/** The energy of the hour is known: it has a counted reading, or is derived from registers around it. */
export function isKnown({ readings, cells }: Omit<RecordedHour, 'total'>): boolean {
  return isDerived(cells) ? (cells[1]! & HourFlags.unknown) === 0 : readings > 0;
}

/** Something about the hour must be said. */
export function isMarked({ isEstimated, suspect, isPartlyUnknown }: HourMarks): boolean {
  return isEstimated || isPartlyUnknown === true || suspect > 0;
}

export function marksOf(cells: Uint8Array): HourMarks {
  if (cells[0] !== SPECIAL) return NO_MARKS;
  const reader = new ByteReader(cells);
  reader.readNumber();
  const flags = reader.readNumber();
  return {
    isEstimated: (flags & HourFlags.estimated) !== 0,
    suspect: reader.readNumber(),
    ...((flags & HourFlags.partlyUnknown) !== 0 && { isPartlyUnknown: true }),
  };
}

export function qualityOf(hour: number, stored: Omit<RecordedHour, 'total'>): HourQuality {
  const { readings, cells } = stored;
  const { suspect, isEstimated } = marksOf(cells);
  const estimates = isDerived(cells) ? (editsOf(cells)?.estimates.size ?? 0) : 0;
  const isKnownByRegisters = isDerived(cells) && isKnown(stored);
  return {
    hour,
    readings: readings + estimates,
    suspect,
    isEstimated,
    isDerived: isKnownByRegisters,
  };
}

/** What people decided about an hour; `undefined` if nothing. */
export function editsOf(cells: Uint8Array): HourEdits | undefined {
  if (cells[0] !== SPECIAL) return undefined;
  if (!isDerived(cells)) {
    const edits = listsOf(cells)[EDITS_LIST];
    return edits && decodeEdits(edits);
  }
  if ((cells[1]! & HourFlags.edited) === 0) return undefined;
  const reader = new ByteReader(cells);
  for (let field = 0; field < 3; field++) reader.readNumber();
  return decodeEdits(reader.readBytes(reader.readNumber()));
}

/** Adds up the counted readings of an hour, and counts them. A derived hour has its stored sum. */
export function sumOfHour({ cells, total, readings }: RecordedHour): Omit<RecordedHour, 'cells'> {
  if (cells[0] !== SPECIAL) return sumOfCells(cells);
  if (isDerived(cells)) return { total, readings };
  const { energies } = decodeHour(cells);
  return { total: totalOf(energies.values()), readings: energies.size };
}

function listsOf(cells: Uint8Array): Uint8Array[] {
  const reader = new ByteReader(cells);
  for (let field = 0; field < 3; field++) reader.readNumber();
  const lists: Uint8Array[] = [];
  while (!reader.isAtEnd) lists.push(reader.readBytes(reader.readNumber()));
  return lists;
}
