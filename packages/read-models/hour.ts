import { type HourReading, MOST_READINGS_OF_AN_HOUR } from './hourly-consumption.ts';

const LARGEST_TOTAL = 2n ** 63n - 1n;

/** A device's hour while readings are put among those that it has. */
export interface Hour {
  /** Energies in µWh by milliseconds into the hour. */
  readonly energies: Record<string, number>;
  readings: number;
  total: Sum;
}

/** µWh: a number while that is exact, then a bigint. */
type Sum = number | bigint;

/** What has become of readings that were put into hours. */
export interface Placed {
  recorded: number;
  corrected: number;
  repeated: number;
  outOfRange: HourReading[];
}

/** An hour with the energies that it has, by milliseconds into it; they become those of the hour. */
export function hourOf(energies: Record<string, number>): Hour {
  const hour: Hour = { energies, readings: 0, total: 0 };
  for (const offset in energies) {
    hour.readings += 1;
    hour.total = plus(hour.total, energies[offset]!);
  }
  return hour;
}

/** Puts a reading among those of its hour; false where that changes nothing. */
export function put(reading: HourReading, hour: Hour, placed: Placed): boolean {
  const offset = reading.at - reading.hour;
  const before = hour.energies[offset];
  if (before === reading.energy) {
    placed.repeated += 1;
    return false;
  }
  const total = plus(hour.total, reading.energy - (before ?? 0));
  const readings = before === undefined ? hour.readings + 1 : hour.readings;
  if (total > LARGEST_TOTAL || readings > MOST_READINGS_OF_AN_HOUR) {
    placed.outOfRange.push(reading);
    return false;
  }
  hour.energies[offset] = reading.energy;
  hour.total = total;
  hour.readings = readings;
  if (before === undefined) placed.recorded += 1;
  else placed.corrected += 1;
  return true;
}

function plus(total: Sum, energy: number): Sum {
  const sum = Number(total) + energy;
  return typeof total === 'number' && Number.isSafeInteger(sum)
    ? sum
    : BigInt(total) + BigInt(energy);
}
