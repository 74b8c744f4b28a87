import type { Db } from 'mongodb';

/** The number grows with the shape of the documents. */
export const HOURLY_CONSUMPTION = 'hourly_consumption_1';

/** A device's hour as it is stored. Energies in µWh, all of them 64-bit integers. */
export interface StoredHour {
  readonly _id: string;
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

/**
 * By what an hour of a device is found. The hour leads: readings arrive for the hours that are running,
 * so that what is written lies together however long the history grows, and a day is 24 look-ups.
 */
export function hourKey(deviceId: string, hour: number): string {
  return `${new Date(hour).toISOString()} ${deviceId}`;
}

export function hoursIn(db: Db) {
  return db.collection<StoredHour>(HOURLY_CONSUMPTION);
}
