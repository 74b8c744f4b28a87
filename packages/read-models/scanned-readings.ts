import { readingsOf } from './hour-edits.ts';
import { decodeHour, isDerived } from './hour-record.ts';
import type { RecordedInHour, ScannedReading } from './hour-scan.ts';
import { decided, decodeRegisterHour, type StoredRegister } from './register-hour.ts';

/** The readings of an hour as they are stored, in the order of time: of a derived hour its registers. */
export function scannedReadings(hour: number, cells: Uint8Array): ScannedReading[] {
  if (isDerived(cells)) return scannedRegisters(hour, cells);
  const { energies, exceptions } = decodeHour(cells);
  const counted = Array.from(energies, ([offset, energy]): ScannedReading => {
    const quality = exceptions?.estimated.has(offset) ? 'estimated' : 'measured';
    return { hour, at: hour + offset, energy, quality };
  });
  if (!exceptions) return counted;
  const suspects = Array.from(
    exceptions.suspects,
    ([offset, energy]): ScannedReading => ({
      hour,
      at: hour + offset,
      energy,
      quality: 'suspect',
    }),
  );
  return [...counted, ...suspects].sort((one, other) => one.at - other.at);
}

/** Registers as they were decided about, without rejected ones. */
function scannedRegisters(hour: number, cells: Uint8Array): ScannedReading[] {
  const { registers, edits } = decodeRegisterHour({ cells, total: 0 });
  return inOrder(registers).flatMap(([offset, register]) => {
    if (register.status === 'rejected') return [];
    const { value, isEstimated } = decided(register, edits?.verdicts.get(offset));
    const counted = isEstimated ? 'estimated' : 'measured';
    const quality = register.status === 'suspect' ? 'suspect' : counted;
    return [{ hour, at: hour + offset, energy: value, quality }];
  });
}

function recordedRegisters(hour: number, cells: Uint8Array): RecordedInHour[] {
  const { registers } = decodeRegisterHour({ cells, total: 0 });
  return inOrder(registers).map(([offset, { value, status }]) => ({
    hour,
    at: hour + offset,
    energy: value,
    isSuspect: status === 'suspect',
    isRejected: status === 'rejected',
  }));
}

function inOrder(registers: ReadonlyMap<number, StoredRegister>): [number, StoredRegister][] {
  return [...registers].sort(([one], [other]) => one - other);
}

/** What is recorded of an hour, in the order of time: of a derived hour its registers. */
export function recordedReadings(hour: number, cells: Uint8Array): RecordedInHour[] {
  if (isDerived(cells)) return recordedRegisters(hour, cells);
  const decoded = decodeHour(cells);
  const counts = (offset: number) =>
    decoded.energies.has(offset) || decoded.exceptions?.suspects.has(offset) === true;
  return Array.from(
    readingsOf(decoded.edited?.recorded ?? decoded),
    ([offset, { energy, isSuspect }]): RecordedInHour => ({
      hour,
      at: hour + offset,
      energy,
      isSuspect,
      isRejected: !counts(offset),
    }),
  ).sort((one, other) => one.at - other.at);
}
