import type { Db, IndexDescription } from 'mongodb';
import { deviceHourOf, type HourId } from './hour-id.ts';

/** The number is the version of the shape. */
export const HOURLY_CONSUMPTION = 'hourly_consumption_2';

/** The marked hours of a device: a year of them is found without reading its hours. */
export const HOUR_INDEXES: IndexDescription[] = [
  {
    name: 'marked',
    key: { marked: 1, _id: 1 },
    partialFilterExpression: { marked: { $exists: true } },
  },
];

/** A device's hour as it is stored. */
export interface StoredHour {
  readonly _id: HourId;
  /** Number of writes. */
  readonly version: number;
  /** In µWh, a 64-bit integer. */
  readonly total: bigint;
  readonly readings: number;
  /** The readings in binary. Where it was read, it is a view of the server's answer. */
  readonly cells: Uint8Array;
  /** The key of its device, if some of its readings are estimated or suspect; earlier releases stored `true`. */
  readonly marked?: string | true;
  /** Present if no reading is counted: its energy is not known. */
  readonly unknown?: true;
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

/** An hour whose readings were dropped. */
export function isDropped({ readings, cells }: StoredHour): boolean {
  return readings > 0 && cells.length === 0;
}

/** The first and the last hour of all devices; `undefined` without any. */
export async function extentOf(db: Db): Promise<{ first: number; last: number } | undefined> {
  const edge = (direction: 1 | -1) =>
    hoursIn(db).findOne({}, { sort: { _id: direction }, projection: { _id: 1 } });
  const [first, last] = await Promise.all([edge(1), edge(-1)]);
  if (!first || !last) return undefined;
  return { first: deviceHourOf(first._id).hour, last: deviceHourOf(last._id).hour };
}

export function hoursIn(db: Db) {
  return db.collection<StoredHour>(HOURLY_CONSUMPTION, { promoteBuffers: true });
}
