import type { Db, IndexDescription } from 'mongodb';

/** The number grows with the shape of the documents. */
const ALERTS = 'alerts_1';

/** A page comes in the order of its index, but for those of a range of hours alone. */
export const ALERTS_INDEXES: IndexDescription[] = [
  { name: 'by_number', key: { number: 1 }, unique: true },
  { name: 'by_device', key: { deviceId: 1, number: 1, hour: 1 } },
  { name: 'by_owner', key: { ownerId: 1, number: 1, late: 1, hour: 1 } },
  { name: 'by_hour', key: { hour: 1, number: 1 } },
  { name: 'in_time', key: { late: 1, number: 1 } },
  { name: 'untold', key: { untold: 1, number: 1 }, partialFilterExpression: { untold: true } },
];

/** An alert as it is listed. Its total is that of its hour, and stands there alone. */
export interface StoredAlert {
  /** Its id: there is no second one for its device and hour. */
  readonly _id: string;
  readonly number: number;
  readonly deviceId: string;
  readonly hour: Date;
  readonly ownerId: string | null;
  readonly limit: bigint;
  readonly raisedAt: Date;
  readonly late: boolean;
  /** There until it is told. */
  readonly untold?: true;
}

export function alertsIn(db: Db) {
  return db.collection<StoredAlert>(ALERTS);
}
