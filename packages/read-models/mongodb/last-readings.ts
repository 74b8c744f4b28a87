import { findByIds, type MongoConnection, writeWhereFree } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import type { LastReading, LastReadings } from '../last-readings.ts';

const PAGE_SIZE = 5_000;

/** The number is the version of the shape. */
const LAST_READINGS = 'last_readings_1';

interface StoredReading {
  /** The id of the device. */
  readonly _id: string;
  readonly at: Date;
}

export class MongoLastReadings implements LastReadings {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  async note(readings: readonly LastReading[]): Promise<void> {
    let left = readings.map(({ deviceId, at }) => ({
      updateOne: {
        filter: { _id: deviceId },
        update: { $max: { at: new Date(at) } },
        upsert: true,
      },
    }));
    // If another process has just created the document, the next attempt updates it.
    while (left.length > 0) {
      const writes = left;
      const taken = await this.#connection.use((db) => writeWhereFree(lastReadingsIn(db), writes));
      left = taken.map((index) => writes[index]!);
    }
  }

  find(deviceIds: readonly string[]): Promise<readonly LastReading[]> {
    return this.#connection.use(async (db) => {
      const stored = await findByIds(lastReadingsIn(db), deviceIds);
      return stored.map(({ _id: deviceId, at }) => ({ deviceId, at: at.getTime() }));
    });
  }

  /** Reads separate pages: a cursor on the server would not survive an election. */
  async *all(): AsyncIterable<LastReading> {
    let after = '';
    for (;;) {
      const page = await this.#pageAfter(after);
      for (const { _id: deviceId, at } of page) yield { deviceId, at: at.getTime() };
      if (page.length < PAGE_SIZE) return;
      after = page.at(-1)!._id;
    }
  }

  #pageAfter(deviceId: string): Promise<StoredReading[]> {
    return this.#connection.use((db) =>
      lastReadingsIn(db)
        .find({ _id: { $gt: deviceId } })
        .sort({ _id: 1 })
        .limit(PAGE_SIZE)
        .batchSize(PAGE_SIZE + 1)
        .toArray(),
    );
  }
}

export function lastReadingsIn(db: Db) {
  return db.collection<StoredReading>(LAST_READINGS);
}
