import { backoff } from '@energy/engines';
import { findByIds, keysTakenIn } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import {
  type Alert,
  alertId,
  type BudgetAlert,
  type BudgetAlertRequest,
  budgetAlertId,
  hourOfRaising,
} from '../alerts.ts';
import type { UnlistedAlert } from './hour-decision.ts';
import { hourId } from './hour-id.ts';
import { alertFields, alertsIn, type StoredAlert } from './stored-alert.ts';
import { hoursIn, type StoredHour } from './stored-hour.ts';

/** The newest data suffices: a unique key decides in the end. */
const NEWEST = { readConcern: { level: 'local' } } as const;

/**
 * Inserts the alerts of hours, each once, and marks their hours as listed. Each takes the number after the last one.
 * Numbers are unique, so that alerts become visible in the order of their numbers, also with concurrent writers.
 *
 * @param numbersAbove all numbers are higher
 * @returns the alerts that were inserted here
 */
export async function listAlerts(
  db: Db,
  unlisted: readonly UnlistedAlert[],
  numbersAbove = 0,
): Promise<readonly Alert[]> {
  const alerts = unlisted.map((alert) => ({ ...alert, id: alertId(alert.deviceId, alert.hour) }));
  const listed = await insertNumbered(db, alerts, { toDocument: toStoredAlert, numbersAbove });
  await noteAsListed(db, unlisted);
  return listed;
}

/** Inserts the alert of a budget; `undefined` where it is there already. */
export async function listBudgetAlert(
  db: Db,
  { ownerId, budget, raisedAt, numbersAbove = 0 }: BudgetAlertRequest,
): Promise<BudgetAlert | undefined> {
  const id = budgetAlertId(ownerId, budget);
  if ((await listedAmong(db, [{ id }])).has(id)) return undefined;
  const alert = { id, ownerId, raisedAt, late: false, budget };
  const hour = hourOfRaising(raisedAt);
  const toDocument = (numbered: BudgetAlert): StoredAlert => ({
    ...toStoredAlert({ ...numbered, deviceId: id, hour, limit: 0, total: 0n }),
    budget,
  });
  const [listed] = await insertNumbered(db, [alert], { toDocument, numbersAbove });
  return listed;
}

/** Inserts alerts that are not there yet, each with the number after the last one. */
async function insertNumbered<Numbered extends { readonly id: string; readonly number: number }>(
  db: Db,
  alerts: readonly Omit<Numbered, 'number'>[],
  options: {
    readonly toDocument: (alert: Numbered) => StoredAlert;
    readonly numbersAbove: number;
  },
): Promise<Numbered[]> {
  const listed: Numbered[] = [];
  let left = alerts;
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt > 0) {
      await backoff(attempt);
      const known = await listedAmong(db, left as readonly { id: string }[]);
      left = left.filter(({ id }) => !known.has(id as string));
    }
    const last = Math.max(options.numbersAbove, await lastNumber(db));
    const numbered = left.map(
      (alert, index) => ({ ...alert, number: last + index + 1 }) as unknown as Numbered,
    );
    const inserted = await insertInOrder(db, numbered.map(options.toDocument));
    listed.push(...numbered.slice(0, inserted));
    left = left.slice(inserted);
  }
  return listed;
}

/** Reads the highest number, also one that no majority has confirmed yet. */
async function lastNumber(db: Db): Promise<number> {
  const [newest] = await alertsIn(db)
    .find({}, NEWEST)
    .sort({ number: -1 })
    .hint('by_number')
    .limit(1)
    .toArray();
  return newest?.number ?? 0;
}

async function listedAmong(db: Db, alerts: readonly { id: string }[]): Promise<Set<string>> {
  const ids = alerts.map(({ id }) => id);
  const listed = await findByIds(alertsIn(db), ids, { ...NEWEST, projection: { _id: 1 } });
  return new Set(listed.map(({ _id }) => _id));
}

/** @returns the number inserted: all, or those before the first with a taken id or number */
async function insertInOrder(db: Db, alerts: readonly StoredAlert[]): Promise<number> {
  if (alerts.length === 0) return 0;
  try {
    await alertsIn(db).insertMany([...alerts], { ordered: true });
    return alerts.length;
  } catch (error) {
    return keysTakenIn(error)[0]!;
  }
}

/** Increments the version of each hour, so that no concurrent writer restores the mark that is removed here. */
async function noteAsListed(db: Db, alerts: readonly UnlistedAlert[]): Promise<void> {
  const notes = alerts.map((alert) => ({
    updateOne: {
      filter: { _id: hourId(alert), unlisted: true as const },
      update: { $unset: { unlisted: '' as const }, $inc: { version: 1 } },
    },
  }));
  await hoursIn(db).bulkWrite(notes, { ordered: false });
}

/** Returns an hour after its alert was listed. */
export function asListed({ unlisted: _, ...hour }: StoredHour): StoredHour {
  return { ...hour, version: hour.version + 1 };
}

function toStoredAlert(alert: Alert): StoredAlert {
  return {
    ...(alertFields.toDocument(alert) as Omit<StoredAlert, '_id' | 'number'>),
    _id: alert.id,
    number: alert.number,
    ...(!alert.late && { untold: true }),
  };
}
