import type { Db } from 'mongodb';
import type { HourKey } from '../hour-review.ts';

/** The number is the version of the shape. */
export const HOURLY_CONSUMPTION = 'hourly_consumption_1';

/** A device's hour as it is stored. Energies in µWh, all of them 64-bit integers. */
export interface StoredHour {
  readonly _id: HourKey;
  /** Number of writes. */
  readonly version: number;
  readonly total: bigint;
  readonly readings: number;
  /** Keys are milliseconds into the hour. */
  readonly energies: Readonly<Record<string, bigint>>;
  /** Present once the hour has exceeded its limit. */
  readonly alert?: StoredHourAlert;
  /** Present from the raising of the alert until it is listed, with a number. */
  readonly unlisted?: true;
}

/** The attributes of an alert that its hour does not contain. */
export interface StoredHourAlert {
  readonly ownerId: string | null;
  readonly limit: bigint;
  readonly raisedAt: Date;
  readonly late: boolean;
}

/** Converts energies to numbers, without loss, by milliseconds into the hour. */
export function numbersOf(energies: StoredHour['energies']): Map<number, number> {
  const numbers = new Map<number, number>();
  for (const offset in energies) numbers.set(Number(offset), Number(energies[offset]));
  return numbers;
}

export function hoursIn(db: Db) {
  return db.collection<StoredHour>(HOURLY_CONSUMPTION);
}
