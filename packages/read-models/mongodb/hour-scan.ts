import { findByIds, type MongoConnection } from '@energy/engines/mongodb';
import { marksOf, qualityOf } from '../hour-record.ts';
import type {
  HourQuality,
  HourScan,
  RecordedInHour,
  ScanGroup,
  ScannedHour,
  ScannedReading,
} from '../hour-scan.ts';
import { recordedReadings, scannedReadings } from '../scanned-readings.ts';
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
    const ids = deviceIds.toSorted();
    const groups: ScanGroup[] = [];
    for (let from = 0; from < ids.length; from += DEVICES_OF_A_GROUP) {
      groups.push(ids.slice(from, from + DEVICES_OF_A_GROUP));
    }
    return groups;
  }

  /** The totals are of either layout; only the present one has estimates. */
  async hours(group: ScanGroup, starts: readonly number[]): Promise<readonly ScannedHour[][]> {
    const marked = await this.#find(group, starts, ({ hour, cells }) => {
      const { suspect: _, ...marks } = marksOf(cells);
      return [[hour, marks] as const];
    });
    const hours = group.flatMap((deviceId) => starts.map((hour) => ({ deviceId, hour })));
    const totals = await this.#connection.use((db) => this.#previous.totals(db, hours));
    return group.map((deviceId, index) => {
      const marks = new Map(marked[index]);
      return starts.flatMap((hour): ScannedHour[] => {
        const found = totals.get(hourId({ deviceId, hour }));
        if (!found) return [];
        const { total, readings } = found;
        return [{ hour, total, readings, isEstimated: false, ...marks.get(hour) }];
      });
    });
  }

  async quality(group: ScanGroup, starts: readonly number[]): Promise<readonly HourQuality[][]> {
    await this.#connection.use((db) => this.#previous.expectNone(db));
    return this.#find(group, starts, ({ hour, ...stored }) => [qualityOf(hour, stored)]);
  }

  async readings(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly ScannedReading[][]> {
    await this.#connection.use((db) => this.#previous.expectNone(db));
    return this.#find(group, starts, ({ hour, cells }) => scannedReadings(hour, cells));
  }

  async recorded(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly RecordedInHour[][]> {
    await this.#connection.use((db) => this.#previous.expectNone(db));
    return this.#find(group, starts, ({ hour, cells }) => recordedReadings(hour, cells));
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
    contentOf: (hour: FoundHour) => readonly T[],
  ): Promise<T[][]> {
    const ids = group.flatMap((deviceId) => starts.map((hour) => hourId({ deviceId, hour })));
    return this.#connection.use(async (db) => {
      const stored = await findByIds(hoursIn(db), ids, { projection: { cells: 1, readings: 1 } });
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
  readonly readings: number;
  readonly cells: Uint8Array;
}
