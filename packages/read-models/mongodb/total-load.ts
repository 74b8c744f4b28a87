import type { MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { HighestTotals } from '../highest-totals.ts';
import type { HourRange, LoadOfRange, LoadOptions, TotalLoad } from '../total-load.ts';
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

  ofRange(range: HourRange, options: LoadOptions): Promise<LoadOfRange> {
    return this.#connection.use(async (db) => {
      await this.#previous.expectNone(db);
      return options.without.size === 0
        ? sumInServer(db, range, options)
        : sumHere(db, range, options);
    });
  }
}

async function sumInServer(db: Db, range: HourRange, { top }: LoadOptions): Promise<LoadOfRange> {
  const [sums] = await hoursIn(db)
    .aggregate<{ total: bigint | number; first: string }>([
      { $match: idsIn(range) },
      { $group: { _id: null, total: { $sum: '$total' }, first: { $min: '$_id' } } },
    ])
    .toArray();
  if (!sums) return { total: 0n, firstStart: undefined, top: [] };
  const highest = new HighestTotals<string>(top);
  // A change of the clocks can start two hours of a device within an hour.
  const largest = hoursIn(db)
    .find(idsIn(range))
    .project<{ _id: string; total: bigint }>({ total: 1 })
    .sort({ total: -1 })
    .limit(Math.max(1, 2 * top));
  for (const { _id, total } of await largest.toArray()) {
    highest.consider(deviceHourOf(_id).deviceId, BigInt(total));
  }
  return {
    total: BigInt(sums.total),
    firstStart: deviceHourOf(sums.first).hour,
    top: devicesOf(highest),
  };
}

/** Reads the totals of all devices: the server cannot leave out many of them. */
async function sumHere(
  db: Db,
  range: HourRange,
  { top, without }: LoadOptions,
): Promise<LoadOfRange> {
  const highest = new HighestTotals<string>(top);
  let sum = 0n;
  let firstStart: number | undefined;
  const totals = hoursIn(db)
    .find(idsIn(range))
    .project<{ _id: string; total: bigint }>({ total: 1 })
    .sort({ _id: 1 });
  for await (const { _id, total } of totals) {
    const { deviceId, hour } = deviceHourOf(_id);
    if (without.has(deviceId)) continue;
    firstStart ??= hour;
    sum += BigInt(total);
    highest.consider(deviceId, BigInt(total));
  }
  return { total: sum, firstStart, top: devicesOf(highest) };
}

function devicesOf(highest: HighestTotals<string>) {
  return highest.list().map(({ key, total }) => ({ deviceId: key, total }));
}

function idsIn({ from, until }: HourRange) {
  return { _id: { $gte: hourPrefix(from), $lt: hourPrefix(until) } };
}
