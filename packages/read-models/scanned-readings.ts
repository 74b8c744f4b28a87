import { decodeHour } from './hour-record.ts';
import type { ScannedReading } from './hour-scan.ts';

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
