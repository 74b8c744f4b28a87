import type { Db } from 'mongodb';
import type { HourKey } from '../hour-review.ts';

/** The number grows with the shape of the documents. */
export const HOURLY_CONSUMPTION = 'hourly_consumption_1';

/** A device's hour as it is stored. Energies in µWh, all of them 64-bit integers. */
export interface StoredHour {
  readonly _id: HourKey;
  /** How often it was written. */
  readonly version: number;
  readonly total: bigint;
  readonly readings: number;
  /** By milliseconds into the hour. */
  readonly energies: Readonly<Record<string, bigint>>;
  /** That it exceeded its limit, from when that happened. */
  readonly alert?: StoredHourAlert;
  /** There from when its alert is raised until that is among the alerts, with a number. */
  readonly unlisted?: true;
}

/** What the alert of an hour says, but for what the hour itself says. */
export interface StoredHourAlert {
  readonly ownerId: string | null;
  readonly limit: bigint;
  readonly raisedAt: Date;
  readonly late: boolean;
}

/** Energies as numbers, which each of them is exactly, by milliseconds into the hour. */
export function numbersOf(energies: StoredHour['energies']): Map<number, number> {
  const numbers = new Map<number, number>();
  for (const offset in energies) numbers.set(Number(offset), Number(energies[offset]));
  return numbers;
}

export function hoursIn(db: Db) {
  return db.collection<StoredHour>(HOURLY_CONSUMPTION);
}
