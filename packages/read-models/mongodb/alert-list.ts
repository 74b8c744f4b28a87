import { backoff } from '@energy/engines';
import { findByIds, keysTakenIn } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { type Alert, alertId } from '../alerts.ts';
import { hourKey } from '../hour-review.ts';
import type { UnlistedAlert } from './hour-decision.ts';
import { alertFields, alertsIn, type StoredAlert } from './stored-alert.ts';
import { hoursIn, type StoredHour } from './stored-hour.ts';

/** The read concern of what is decided by a unique key in the end: the newest there is. */
const NEWEST = { readConcern: { level: 'local' } } as const;

/**
 * Puts the alerts of hours on the list, each once, and says so in their hours. Each takes the number after
 * the last one, which only one can take: so they come to be seen in the order of their numbers, whoever
 * lists others meanwhile.
 *
 * @param numbersAbove numbers are higher than this one
 * @returns those that were not on the list before
 */
export async function listAlerts(
  db: Db,
  unlisted: readonly UnlistedAlert[],
  numbersAbove = 0,
): Promise<readonly Alert[]> {
  const listed: Alert[] = [];
  let left = unlisted.map((alert) => ({ ...alert, id: alertId(alert.deviceId, alert.hour) }));
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt > 0) {
      await backoff(attempt);
      const known = await listedAmong(db, left);
      left = left.filter(({ id }) => !known.has(id));
    }
    const last = Math.max(numbersAbove, await lastNumber(db));
    const numbered = left.map((alert, index) => ({ ...alert, number: last + index + 1 }));
    const inserted = await insertInOrder(db, numbered);
    listed.push(...numbered.slice(0, inserted));
    left = left.slice(inserted);
  }
  await noteAsListed(db, unlisted);
  return listed;
}

/** The number of the newest alert, which a majority may be yet to confirm. */
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

/** @returns how many were inserted: all, or those before the first whose id or number was taken */
async function insertInOrder(db: Db, alerts: readonly Alert[]): Promise<number> {
  if (alerts.length === 0) return 0;
  try {
    await alertsIn(db).insertMany(alerts.map(toStoredAlert), { ordered: true });
    return alerts.length;
  } catch (error) {
    return keysTakenIn(error)[0]!;
  }
}

/** Another version of each hour, so that nobody puts back what is taken out of it here. */
async function noteAsListed(db: Db, alerts: readonly UnlistedAlert[]): Promise<void> {
  const notes = alerts.map(({ deviceId, hour }) => ({
    updateOne: {
      filter: { _id: hourKey(deviceId, hour), unlisted: true as const },
      update: { $unset: { unlisted: '' as const }, $inc: { version: 1 } },
    },
  }));
  await hoursIn(db).bulkWrite(notes, { ordered: false });
}

/** An hour as it is when its alert was listed by nobody else. */
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
