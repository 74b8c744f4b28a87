import { readingsOf } from './hour-edits.ts';
import { decodeHour } from './hour-record.ts';
import type { RecordedInHour, ScannedReading } from './hour-scan.ts';

/** The readings of an hour as they are stored, in the order of time; a derived hour has none. */
export function scannedReadings(hour: number, cells: Uint8Array): ScannedReading[] {
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

/** What is recorded of an hour, in the order of time; of a derived hour nothing. */
export function recordedReadings(hour: number, cells: Uint8Array): RecordedInHour[] {
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
