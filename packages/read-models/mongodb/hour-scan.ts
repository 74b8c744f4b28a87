import { findByIds, type MongoConnection } from '@energy/engines/mongodb';
import { countedReadings } from '../hour-record.ts';
import type { HourScan, ScanGroup, ScannedHour, ScannedReading } from '../hour-scan.ts';
import { deviceHourOf, hourId, hourPrefix } from './hour-id.ts';
import type { PreviousHours } from './hour-migration.ts';
import { hoursIn } from './stored-hour.ts';

const DEVICES_OF_A_GROUP = 16;

/** Identifies the state of hours by the number of their writes, which the server adds up. */
export class MongoHourScan implements HourScan {
  readonly #connection: MongoConnection;
  readonly #previous: PreviousHours;

  constructor(connection: MongoConnection, previous: PreviousHours) {
    this.#connection = connection;
    this.#previous = previous;
  }

  async groups(deviceIds: readonly string[]): Promise<readonly ScanGroup[]> {
    await this.#connection.use((db) => this.#previous.expectNone(db));
    const ids = deviceIds.toSorted();
    const groups: ScanGroup[] = [];
    for (let from = 0; from < ids.length; from += DEVICES_OF_A_GROUP) {
      groups.push(ids.slice(from, from + DEVICES_OF_A_GROUP));
    }
    return groups;
  }

  async hours(group: ScanGroup, starts: readonly number[]): Promise<readonly ScannedHour[][]> {
    const projection = { total: 1, readings: 1, unknown: 1 };
    return this.#find(group, starts, { projection }, ({ hour, total, readings, unknown }) =>
      unknown ? [] : [{ hour, total, readings }],
    );
  }

  async readings(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly ScannedReading[][]> {
    return this.#find(group, starts, { projection: { cells: 1 } }, ({ hour, cells }) =>
      Array.from(countedReadings(cells), ([offset, energy]) => ({
        hour,
        at: hour + offset,
        energy,
      })),
    );
  }

  stateOf(from: number, until: number): Promise<string> {
    return this.#connection.use(async (db) => {
      const [state] = await hoursIn(db)
        .aggregate([
          { $match: { _id: { $gte: hourPrefix(from), $lt: hourPrefix(until) } } },
          { $group: { _id: null, writes: { $sum: '$version' }, hours: { $sum: 1 } } },
        ])
        .toArray();
      return state ? `${state.writes}-${state.hours}` : 'none';
    });
  }

  /** Finds hours of each device, and what they contain, in the order of time. */
  #find<T>(
    group: ScanGroup,
    starts: readonly number[],
    options: { readonly projection: Readonly<Record<string, number>> },
    contentOf: (hour: FoundHour) => readonly T[],
  ): Promise<T[][]> {
    const ids = group.flatMap((deviceId) => starts.map((hour) => hourId({ deviceId, hour })));
    return this.#connection.use(async (db) => {
      const stored = await findByIds(hoursIn(db), ids, options);
      const hours = stored
        .map((each) => ({ ...each, ...deviceHourOf(each._id) }))
        .sort((one, other) => one.hour - other.hour);
      return group.map((deviceId) =>
        hours.filter((each) => each.deviceId === deviceId).flatMap(contentOf),
      );
    });
  }
}

interface FoundHour {
  readonly hour: number;
  readonly total: bigint;
  readonly readings: number;
  readonly cells: Uint8Array;
  readonly unknown?: true;
}
