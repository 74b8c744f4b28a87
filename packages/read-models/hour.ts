import { type HourReading, MAX_READINGS_OF_AN_HOUR } from './hourly-consumption.ts';

export const MAX_TOTAL = 2n ** 63n - 1n;

/** The readings of a device's hour while further ones are added. */
export interface Hour {
  /** Counted energies in µWh by milliseconds into the hour, in any order. */
  readonly energies: Map<number, number>;
  total: Total;
  /** `undefined` while all readings are measured and plausible. */
  exceptions: ExceptionalReadings | undefined;
}

/** The readings of an hour that are estimated or suspect. */
export interface ExceptionalReadings {
  /** Milliseconds into the hour. */
  readonly estimated: Set<number>;
  /** Energies that are not counted, by milliseconds into the hour. */
  readonly suspects: Map<number, number>;
}

/** In µWh: a number while that is exact, then a bigint. */
export type Total = number | bigint;

/** Outcome of readings that were added to hours. */
export interface Placed {
  recorded: number;
  corrected: number;
  repeated: number;
  outOfRange: HourReading[];
}

/** @param energies by milliseconds into the hour; the hour takes them over */
export function hourOf(energies: Map<number, number>, exceptions?: ExceptionalReadings): Hour {
  return { energies, total: totalOf(energies.values()), exceptions };
}

export function totalOf(energies: Iterable<number>): Total {
  let total: Total = 0;
  for (const energy of energies) total = plus(total, energy);
  return total;
}

/** Adds a reading to its hour; returns false if that changes nothing. */
export function put(reading: HourReading, hour: Hour, placed: Placed): boolean {
  if (hour.exceptions || reading.isSuspect || reading.isEstimated) {
    return putExceptional(reading, hour, placed);
  }
  const offset = reading.at - reading.hour;
  const before = hour.energies.get(offset);
  if (before === reading.energy) {
    placed.repeated += 1;
    return false;
  }
  const total = plus(hour.total, reading.energy - (before ?? 0));
  const hasRoom = before !== undefined || hour.energies.size < MAX_READINGS_OF_AN_HOUR;
  if (total > MAX_TOTAL || !hasRoom) {
    placed.outOfRange.push(reading);
    return false;
  }
  hour.energies.set(offset, reading.energy);
  hour.total = total;
  if (before === undefined) placed.recorded += 1;
  else placed.corrected += 1;
  return true;
}

/** Adds a reading to an hour of which some are estimated or suspect, or becomes so. */
function putExceptional(reading: HourReading, hour: Hour, placed: Placed): boolean {
  const { energy, isSuspect = false, isEstimated = false } = reading;
  const offset = reading.at - reading.hour;
  const { estimated, suspects } = hour.exceptions ?? { estimated: new Set(), suspects: new Map() };
  const counted = hour.energies.get(offset);
  const held = suspects.get(offset);
  const isNew = counted === undefined && held === undefined;
  const isSame = (isSuspect ? held : counted) === energy && estimated.has(offset) === isEstimated;
  // A measured reading always beats an estimate, in whatever order they arrive.
  const isBeaten = !isNew && isEstimated && !estimated.has(offset);
  if (isSame || isBeaten) {
    placed.repeated += 1;
    return false;
  }
  const total = plus(hour.total, (isSuspect ? 0 : energy) - (counted ?? 0));
  const hasRoom = !isNew || hour.energies.size + suspects.size < MAX_READINGS_OF_AN_HOUR;
  if (total > MAX_TOTAL || !hasRoom) {
    placed.outOfRange.push(reading);
    return false;
  }
  hour.energies.delete(offset);
  suspects.delete(offset);
  (isSuspect ? suspects : hour.energies).set(offset, energy);
  if (isEstimated) estimated.add(offset);
  else estimated.delete(offset);
  hour.total = total;
  hour.exceptions = estimated.size + suspects.size > 0 ? { estimated, suspects } : undefined;
  if (isNew) placed.recorded += 1;
  else placed.corrected += 1;
  return true;
}

export function addTotals(one: Total, other: Total): Total {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return smallest(BigInt(one) + BigInt(other));
}

/** The difference may be below 0. */
export function subtractTotals(one: Total, other: Total): Total {
  return addTotals(one, typeof other === 'number' ? 0 - other : -other);
}

export function smallest(total: bigint): Total {
  const number = Number(total);
  return Number.isSafeInteger(number) ? number : total;
}

function plus(total: Total, energy: number): Total {
  const sum = Number(total) + energy;
  return typeof total === 'number' && Number.isSafeInteger(sum)
    ? sum
    : BigInt(total) + BigInt(energy);
}
