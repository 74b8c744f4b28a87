import type { MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { HighestTotals } from '../highest-totals.ts';
import type { HourRange, LoadOfRange, TotalLoad } from '../total-load.ts';
import { deviceHourOf, hourPrefix } from './hour-id.ts';
import type { PreviousHours } from './hour-migration.ts';
import { hoursIn } from './stored-hour.ts';

export class MongoTotalLoad implements TotalLoad {
  readonly #connection: MongoConnection;
  readonly #previous: PreviousHours;

  constructor(connection: MongoConnection, previous: PreviousHours) {
    this.#connection = connection;
    this.#previous = previous;
  }

  ofRange(range: HourRange, top: number): Promise<LoadOfRange> {
    return this.#connection.use(async (db) => {
      await this.#previous.expectNone(db);
      const [sums, highest] = await Promise.all([sumsOf(db, range), highestOf(db, range, top)]);
      const { total = 0n, first } = sums ?? {};
      const firstStart = first === undefined ? undefined : deviceHourOf(first).hour;
      return { total: BigInt(total), firstStart, top: highest };
    });
  }
}

async function sumsOf(db: Db, range: HourRange) {
  const [sums] = await hoursIn(db)
    .aggregate<{ total: bigint | number; first: string }>([
      { $match: idsIn(range) },
      { $group: { _id: null, total: { $sum: '$total' }, first: { $min: '$_id' } } },
    ])
    .toArray();
  return sums;
}

async function highestOf(db: Db, range: HourRange, top: number) {
  if (top === 0) return [];
  const highest = new HighestTotals<string>(top);
  // A change of the clocks can start two hours of a device within an hour.
  const documents = await hoursIn(db)
    .find(idsIn(range))
    .project<{ _id: string; total: bigint }>({ total: 1 })
    .sort({ total: -1 })
    .limit(2 * top)
    .toArray();
  for (const { _id, total } of documents) {
    highest.consider(deviceHourOf(_id).deviceId, BigInt(total));
  }
  return highest.list().map(({ key, total }) => ({ deviceId: key, total }));
}

function idsIn({ from, until }: HourRange) {
  return { _id: { $gte: hourPrefix(from), $lt: hourPrefix(until) } };
}
