import { findByIds, type MongoConnection } from '@energy/engines/mongodb';
import type { Db, Filter } from 'mongodb';
import type {
  Alert,
  AlertListOptions,
  AlertsOfHour,
  AlertsReadModel,
  BudgetAlert,
  BudgetAlertRequest,
  BudgetForecast,
  ListedAlert,
} from '../alerts.ts';
import { marksOf } from '../hour-record.ts';
import { listBudgetAlert } from './alert-list.ts';
import { type DeviceHour, type HourId, hourId } from './hour-id.ts';
import type { PreviousHours } from './hour-migration.ts';
import { alertFields, alertsIn, type StoredAlert } from './stored-alert.ts';
import { hoursIn } from './stored-hour.ts';

interface Selection {
  readonly filter: Filter<StoredAlert>;
  readonly hint: string;
  readonly order: 1 | -1;
  readonly limit: number;
}

export class MongoAlerts implements AlertsReadModel {
  readonly #connection: MongoConnection;
  readonly #previous: PreviousHours;

  constructor(connection: MongoConnection, previous: PreviousHours) {
    this.#connection = connection;
    this.#previous = previous;
  }

  raiseBudgetAlert(request: BudgetAlertRequest): Promise<BudgetAlert | undefined> {
    return this.#connection.use((db) => listBudgetAlert(db, request));
  }

  async list(options: AlertListOptions): Promise<readonly ListedAlert[]> {
    const { limit, before, ownerId, deviceId, from, to } = options;
    const filter: Filter<StoredAlert> = {
      ...(deviceId !== undefined && { deviceId }),
      ...(ownerId !== undefined && { ownerId }),
      ...(before !== undefined && { number: { $lt: before } }),
      ...((from !== undefined || to !== undefined) && { hour: between(from, to) }),
    };
    return this.#select({ filter, hint: indexOf(options), order: -1, limit });
  }

  after(
    number: number,
    { limit, ownerId }: { readonly limit: number; readonly ownerId?: string | undefined },
  ): Promise<readonly ListedAlert[]> {
    const hint = ownerId === undefined ? 'in_time' : 'by_owner';
    const filter = { ...ownedBy(ownerId), late: false, number: { $gt: number } };
    return this.#select({ filter, hint, order: 1, limit });
  }

  unpublished(limit: number): Promise<readonly ListedAlert[]> {
    return this.#select({ filter: { untold: true }, hint: 'untold', order: 1, limit });
  }

  last(): Promise<number> {
    return this.#connection.use(async (db) => {
      const newest = alertsIn(db).find().sort({ number: -1 }).hint('by_number').limit(1);
      return (await newest.toArray())[0]?.number ?? 0;
    });
  }

  countAfter(number: number, ownerId?: string): Promise<number> {
    const hint = ownerId === undefined ? 'in_time' : 'by_owner';
    return this.#count({ ...ownedBy(ownerId), late: false, number: { $gt: number } }, hint);
  }

  countByHour(from: number, max: number): Promise<readonly AlertsOfHour[]> {
    return this.#connection.use(async (db) => {
      const counts = alertsIn(db).aggregate<{ _id: Date; count: number }>(
        [
          { $match: { hour: between(from, undefined) } },
          { $sort: { hour: -1 } },
          { $limit: max },
          { $group: { _id: '$hour', count: { $sum: 1 } } },
          { $sort: { _id: 1 } },
        ],
        { hint: 'by_hour' },
      );
      return (await counts.toArray()).map(({ _id, count }) => ({ hour: _id.getTime(), count }));
    });
  }

  countUnpublished(): Promise<number> {
    return this.#count({ untold: true }, 'untold');
  }

  async markPublished(numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    const published = { number: { $in: [...numbers] } };
    await this.#connection.use((db) =>
      alertsIn(db).updateMany(published, { $unset: { untold: '' } }),
    );
  }

  #count(filter: Filter<StoredAlert>, hint: string): Promise<number> {
    return this.#connection.use((db) => alertsIn(db).countDocuments(filter, { hint }));
  }

  /** Finds alerts, then the totals and marks of their hours. */
  #select({ filter, hint, order, limit }: Selection): Promise<readonly ListedAlert[]> {
    return this.#connection.use(async (db) => {
      const page = alertsIn(db).find(filter).sort({ number: order }).hint(hint).limit(limit);
      const stored = await page.toArray();
      const ofHours = stored.filter(({ budget }) => budget === undefined);
      const totals = await this.#previous.totals(db, ofHours.map(hourOf));
      const marked = [...totals].flatMap(([id, { isMarked }]) => (isMarked ? [id] : []));
      const estimated = await estimatedAmong(db, marked);
      return stored.map((alert) => {
        if (alert.budget) return toBudgetAlert(alert, alert.budget);
        const id = hourId(hourOf(alert));
        const total = totals.get(id)?.total ?? 0n;
        return { ...toAlert(alert, total), ...(estimated.has(id) && { isEstimated: true }) };
      });
    });
  }
}

/** Chooses the index of a list. */
function indexOf({ deviceId, ownerId, from, to }: AlertListOptions): string {
  if (deviceId !== undefined) return 'by_device';
  if (ownerId !== undefined) return 'by_owner';
  if (from !== undefined || to !== undefined) return 'by_hour';
  return 'by_number';
}

function ownedBy(ownerId: string | undefined): Filter<StoredAlert> {
  return ownerId === undefined ? {} : { ownerId };
}

function between(from: number | undefined, to: number | undefined) {
  return {
    ...(from !== undefined && { $gte: new Date(from) }),
    ...(to !== undefined && { $lt: new Date(to) }),
  };
}

function hourOf({ deviceId, hour }: StoredAlert): DeviceHour {
  return { deviceId, hour: hour.getTime() };
}

async function estimatedAmong(db: Db, ids: readonly HourId[]): Promise<ReadonlySet<HourId>> {
  const hours = await findByIds(hoursIn(db), ids, { projection: { cells: 1 } });
  return new Set(hours.flatMap(({ _id, cells }) => (marksOf(cells).isEstimated ? [_id] : [])));
}

function toBudgetAlert(stored: StoredAlert, budget: BudgetForecast): BudgetAlert {
  const { ownerId, raisedAt, late } = alertFields.toRow(stored);
  return { id: stored._id, number: stored.number, ownerId: ownerId!, raisedAt, late, budget };
}

function toAlert(stored: StoredAlert, total: bigint): Alert {
  return { ...alertFields.toRow(stored), id: stored._id, number: stored.number, total };
}
