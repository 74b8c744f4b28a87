import type { Db, IndexDescription } from 'mongodb';
import { ALERT_ATTRIBUTES, type BudgetForecast } from '../alerts.ts';
import { Fields } from './fields.ts';

export const alertFields = new Fields(ALERT_ATTRIBUTES);

/** Ends with the version of the documents. */
const ALERTS = 'alerts_1';

/** Pages are in the order of their index, except for those of a range of hours alone. */
export const ALERTS_INDEXES: IndexDescription[] = [
  { name: 'by_number', key: { number: 1 }, unique: true },
  { name: 'by_device', key: { deviceId: 1, number: 1, hour: 1 } },
  { name: 'by_owner', key: { ownerId: 1, number: 1, late: 1, hour: 1 } },
  { name: 'by_hour', key: { hour: 1, number: 1 } },
  { name: 'in_time', key: { late: 1, number: 1 } },
  { name: 'untold', key: { untold: 1, number: 1 }, partialFilterExpression: { untold: true } },
];

/**
 * The document of an alert, with the fields that queries use. Its total is that of its hour and stored there alone. The
 * alert of a budget has its id in place of a device, and the hour in which it was raised.
 */
export interface StoredAlert {
  readonly _id: string;
  readonly number: number;
  readonly deviceId: string;
  readonly hour: Date;
  readonly ownerId?: string;
  readonly late: boolean;
  /** Present in the alert of a budget. */
  readonly budget?: BudgetForecast;
  /** Present until it is published. */
  readonly untold?: true;
}

export function alertsIn(db: Db) {
  return db.collection<StoredAlert>(ALERTS);
}
