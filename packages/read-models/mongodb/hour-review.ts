import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { totalOf } from '../hour.ts';
import {
  type HourKey,
  type HourReview,
  hourOfKey,
  READINGS_AT_ONCE,
  type ReviewedHours,
  type Sum,
  type WrongHour,
} from '../hour-review.ts';
import { checkpointOf, checkpointsIn } from './checkpoint.ts';
import { HOURLY_CONSUMPTION, hoursIn, numbersOf, type StoredHour } from './stored-hour.ts';

/** More hours than this are not asked for at once, however few readings they have. */
const HOURS_AT_ONCE = 2_000;

/** An hour that is wrong, in the version that was added up. */
interface WrongDocument {
  readonly key: HourKey;
  readonly hour: WrongHour;
  readonly version: number;
}

export class MongoHourReview implements HourReview {
  readonly name = HOURLY_CONSUMPTION;
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  next(after: HourKey | undefined): Promise<ReviewedHours> {
    return this.#connection.use(async (db) => (await look(db, after)).reviewed);
  }

  /** Progress is stored after the corrected hours: a process that dies in between examines some again. */
  rebuildNext(): Promise<ReviewedHours> {
    return this.#connection.use(async (db) => {
      const { position } = await checkpointOf(db, HOURLY_CONSUMPTION);
      const { reviewed, wrong } = await look(db, position);
      await setRight(db, wrong);
      if (reviewed.end === undefined) await forget(db);
      else await remember(db, reviewed.end);
      return reviewed;
    });
  }

  rebuiltTo(): Promise<HourKey | undefined> {
    return this.#connection.use(
      async (db) => (await checkpointOf(db, HOURLY_CONSUMPTION)).position,
    );
  }

  beginAnew(): Promise<void> {
    return this.#connection.use(forget);
  }

  count(): Promise<number> {
    return this.#connection.use((db) => hoursIn(db).estimatedDocumentCount());
  }

  extent(): Promise<{ first: number; last: number } | undefined> {
    return this.#connection.use(async (db) => {
      const [first, last] = await Promise.all([edge(db, 1), edge(db, -1)]);
      if (!first || !last) return undefined;
      return { first: hourOfKey(first._id).hour, last: hourOfKey(last._id).hour };
    });
  }
}

async function look(
  db: Db,
  after: HourKey = '',
): Promise<{ reviewed: ReviewedHours; wrong: WrongDocument[] }> {
  const stored = hoursIn(db)
    .find({ _id: { $gt: after } }, { maxTimeMS: COMMAND_TIMEOUT_MS })
    .sort({ _id: 1 })
    .limit(HOURS_AT_ONCE);
  const wrong: WrongDocument[] = [];
  let [hours, readings, end] = [0, 0, undefined as HourKey | undefined];
  for await (const hour of stored) {
    const computed = sumOf(hour);
    if (!isRight(hour, computed)) wrong.push(wrongDocument(hour, computed));
    hours += 1;
    readings += computed.readings;
    end = hour._id;
    if (readings >= READINGS_AT_ONCE) break;
  }
  return { reviewed: { hours, readings, wrong: wrong.map(({ hour }) => hour), end }, wrong };
}

/** Sets hours right, each where it is in the version that was added up; of the others, those are read again. */
async function setRight(db: Db, wrong: readonly WrongDocument[]): Promise<void> {
  if (wrong.length === 0) return;
  const writes = wrong.map(({ key, hour, version }) => write(key, version, hour.computed));
  const { matchedCount } = await hoursIn(db).bulkWrite(writes, {
    ordered: false,
    maxTimeMS: COMMAND_TIMEOUT_MS,
  });
  if (matchedCount === wrong.length) return;
  const keys = wrong.map(({ key }) => key);
  const now = await hoursIn(db)
    .find({ _id: { $in: keys } }, { maxTimeMS: COMMAND_TIMEOUT_MS })
    .toArray();
  const still = now
    .map((hour) => ({ hour, computed: sumOf(hour) }))
    .filter(({ hour, computed }) => !isRight(hour, computed));
  await setRight(
    db,
    still.map(({ hour, computed }) => wrongDocument(hour, computed)),
  );
}

function isRight({ total, readings }: StoredHour, computed: Sum): boolean {
  return total === computed.total && readings === computed.readings;
}

function wrongDocument(stored: StoredHour, computed: Sum): WrongDocument {
  const { _id: key, version, total, readings } = stored;
  return { key, hour: { ...hourOfKey(key), stored: { total, readings }, computed }, version };
}

function sumOf({ energies }: StoredHour): Sum {
  const numbers = numbersOf(energies);
  return { total: BigInt(totalOf(numbers.values())), readings: numbers.size };
}

function write(key: HourKey, version: number, { total, readings }: Sum) {
  const update = { $set: { total, readings, version: version + 1 } };
  return { updateOne: { filter: { _id: key, version }, update } };
}

function edge(db: Db, direction: 1 | -1) {
  return hoursIn(db).findOne({}, { sort: { _id: direction }, projection: { _id: 1 } });
}

async function remember(db: Db, position: HourKey): Promise<void> {
  const checkpoint = { _id: HOURLY_CONSUMPTION };
  await checkpointsIn(db).updateOne(checkpoint, { $max: { position } }, { upsert: true });
}

async function forget(db: Db): Promise<void> {
  await checkpointsIn(db).deleteOne({ _id: HOURLY_CONSUMPTION });
}
