import { type Hour, hourOf, MAX_TOTAL, plus } from './hour.ts';
import { decidedHour, edited } from './hour-edits.ts';
import { type HourReading, MAX_READINGS_OF_AN_HOUR } from './hourly-consumption.ts';

/** Outcome of readings that were added to hours. */
export interface Placed {
  recorded: number;
  corrected: number;
  repeated: number;
  outOfRange: HourReading[];
}

/** Adds a reading to its hour; returns false if that changes nothing. */
export function put(reading: HourReading, hour: Hour, placed: Placed): boolean {
  if (hour.edited) return putEdited(reading, hour, placed);
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

/** Adds a reading to what is recorded of an hour, and counts the hour again. */
function putEdited(reading: HourReading, hour: Hour, placed: Placed): boolean {
  const { recorded, edits, isWithoutEffect } = hour.edited!;
  const copy = copyOf(recorded);
  const outcome: Placed = { recorded: 0, corrected: 0, repeated: 0, outOfRange: [] };
  const isChanged = put(reading, copy, outcome);
  const counted = isWithoutEffect ? decidedHour(copy, edits) : edited(copy, edits);
  const after = isChanged ? counted : hour;
  if (!after) {
    placed.outOfRange.push(reading);
    return false;
  }
  Object.assign(hour, after);
  placed.recorded += outcome.recorded;
  placed.corrected += outcome.corrected;
  placed.repeated += outcome.repeated;
  placed.outOfRange.push(...outcome.outOfRange);
  return isChanged;
}

function copyOf({ energies, exceptions }: Hour): Hour {
  return hourOf(
    new Map(energies),
    exceptions && {
      estimated: new Set(exceptions.estimated),
      suspects: new Map(exceptions.suspects),
    },
  );
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
