import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { isDerived, isMarked, marksOf, type RecordedHour, sumOfHour } from '../hour-record.ts';
import type { DropOptions } from '../hourly-consumption.ts';
import { withoutRegisters } from '../register-hour.ts';
import { checkpointOf, checkpointsIn } from './checkpoint.ts';
import { deviceHourOf, type HourId, hourId } from './hour-id.ts';
import type { PreviousHours } from './hour-migration.ts';
import { retainedFrom } from './register-recording.ts';
import { hoursIn, isDropped, type StoredHour } from './stored-hour.ts';

/** The checkpoint of the first hour whose readings stay, and of the hours whose readings are dropped. */
const RECORD_START = 'reading_retention_1';
const DROPPED_TO = 'reading_retention_1_dropped';
const HOURS_AT_ONCE = 2_000;
const NO_CELLS = Buffer.alloc(0);

/** Drops old readings; the totals of their hours stay. */
export class ReadingRetention {
  readonly #connection: MongoConnection;
  readonly #previous: PreviousHours;

  constructor(connection: MongoConnection, previous: PreviousHours) {
    this.#connection = connection;
    this.#previous = previous;
  }

  recordStart(): Promise<number | undefined> {
    return this.#connection.use(recordStartIn);
  }

  /** First refuses further readings of these hours, then drops those that are stored: a kill in between is harmless. */
  async drop({ before, onProgress, signal }: DropOptions): Promise<void> {
    await this.#connection.use(async (db) => {
      await this.#previous.expectNone(db);
      await advance(db, RECORD_START, firstId(before));
    });
    let hours = 0;
    const retained = new Map<string, number>();
    while (!signal.aborted) {
      const step = await this.#connection.use((db) => dropSome(db, retained));
      if (!step) return;
      hours += step.hours;
      onProgress({ hours, through: step.through, last: before });
    }
  }
}

/** The instant before which readings are dropped; `undefined` if none are. */
export async function recordStartIn(db: Db): Promise<number | undefined> {
  const { position } = await checkpointOf(db, RECORD_START);
  return position === undefined ? undefined : deviceHourOf(position).hour;
}

/** An hour that a recorder changes at the same time, with an older start of the record, is read again. */
async function dropSome(
  db: Db,
  retained: Map<string, number>,
): Promise<{ hours: number; through: number } | undefined> {
  const { position: start } = await checkpointOf(db, RECORD_START);
  const { position: after = '' } = await checkpointOf(db, DROPPED_TO);
  const stored = await hoursIn(db)
    .find({ _id: { $gt: after, $lt: start! } }, { maxTimeMS: COMMAND_TIMEOUT_MS })
    .sort({ _id: 1 })
    .limit(HOURS_AT_ONCE)
    .toArray();
  const last = stored.at(-1);
  if (!last) return undefined;
  const remaining: DroppedHour[] = [];
  for (const hour of stored) {
    const { deviceId, hour: startOfHour } = deviceHourOf(hour._id);
    if (isDropped(hour)) continue;
    if (isDerived(hour.cells)) {
      if (!retained.has(deviceId)) {
        retained.set(deviceId, await retainedFrom(db, deviceId, deviceHourOf(start!).hour));
      }
      if (startOfHour >= retained.get(deviceId)!) continue;
      const record = withoutRegisters(hour);
      if (record.cells.length < hour.cells.length) remaining.push({ hour, record });
    } else remaining.push({ hour, record: { ...sumOfHour(hour), cells: NO_CELLS } });
  }
  const isComplete = remaining.length === 0 || (await dropAll(db, remaining)) === remaining.length;
  if (isComplete) await advance(db, DROPPED_TO, last._id);
  return { hours: remaining.length, through: deviceHourOf(last._id).hour };
}

interface DroppedHour {
  readonly hour: StoredHour;
  /** What stays of it. */
  readonly record: RecordedHour;
}

/** The total that stays is that of the readings: a wrong one could never be noticed again. */
async function dropAll(db: Db, hours: readonly DroppedHour[]): Promise<number> {
  const writes = hours.map(({ hour: { _id, version }, record }) => {
    const { total, readings, cells } = record;
    const sums = { total: BigInt(total), readings, cells: Buffer.from(cells) };
    const update = {
      $set: { ...sums, version: version + 1 },
      ...(!isMarked(marksOf(cells)) && { $unset: { marked: true } as const }),
    };
    return { updateOne: { filter: { _id, version }, update } };
  });
  const { matchedCount } = await hoursIn(db).bulkWrite(writes, {
    ordered: false,
    maxTimeMS: COMMAND_TIMEOUT_MS,
  });
  return matchedCount;
}

/** Before the ids of all hours that start at an instant. */
function firstId(hour: number): HourId {
  return hourId({ deviceId: '', hour });
}

async function advance(db: Db, checkpoint: string, position: HourId): Promise<void> {
  await checkpointsIn(db).updateOne({ _id: checkpoint }, { $max: { position } }, { upsert: true });
}
