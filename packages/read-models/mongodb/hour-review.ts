import { COMMAND_TIMEOUT_MS, type MongoConnection } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import { editsOf, isDerived, sumOfHour } from '../hour-record.ts';
import {
  type EditedHour,
  type HourKey,
  type HourReview,
  hourKey,
  hourOfKey,
  READINGS_AT_ONCE,
  type ReviewedHours,
  type Sum,
  type WrongHour,
} from '../hour-review.ts';
import { checkpointOf, checkpointsIn } from './checkpoint.ts';
import { deviceHourOf, type HourId, hourId } from './hour-id.ts';
import type { PreviousHours } from './hour-migration.ts';
import { recordStartIn } from './reading-retention.ts';
import { checkRegisters, setRegistersRight } from './register-review.ts';
import {
  extentOf,
  HOURLY_CONSUMPTION,
  hoursIn,
  isDropped,
  type StoredHour,
} from './stored-hour.ts';

/** More hours than this are not asked for at once, however few readings they have. */
const HOURS_AT_ONCE = 2_000;

/** An hour that is wrong, in the version that was added up. */
interface WrongDocument {
  readonly id: HourId;
  readonly hour: WrongHour;
  readonly version: number;
}

export class MongoHourReview implements HourReview {
  readonly name = HOURLY_CONSUMPTION;
  readonly #connection: MongoConnection;
  readonly #previous: PreviousHours;

  constructor(connection: MongoConnection, previous: PreviousHours) {
    this.#connection = connection;
    this.#previous = previous;
  }

  next(after: HourKey | undefined): Promise<ReviewedHours> {
    return this.#connection.use(async (db) => {
      await this.#previous.expectNone(db);
      return (await look(db, after && hourId(hourOfKey(after)))).reviewed;
    });
  }

  /** Progress is stored after the corrected hours: a process that dies in between examines some again. */
  rebuildNext(): Promise<ReviewedHours> {
    return this.#connection.use(async (db) => {
      await this.#previous.expectNone(db);
      const { position } = await checkpointOf(db, HOURLY_CONSUMPTION);
      const { reviewed, wrong, registers, end } = await look(db, position);
      await setRight(db, wrong);
      await setRegistersRight(db, registers, await recordStartIn(db));
      if (end === undefined) await forget(db);
      else await remember(db, end);
      return reviewed;
    });
  }

  rebuiltTo(): Promise<HourKey | undefined> {
    return this.#connection.use(async (db) => {
      const { position } = await checkpointOf(db, HOURLY_CONSUMPTION);
      return position && keyOf(position);
    });
  }

  beginAnew(): Promise<void> {
    return this.#connection.use(forget);
  }

  count(): Promise<number> {
    return this.#connection.use((db) => hoursIn(db).estimatedDocumentCount());
  }

  extent(): Promise<{ first: number; last: number } | undefined> {
    return this.#connection.use(extentOf);
  }
}

interface Reviewed {
  readonly reviewed: ReviewedHours;
  readonly wrong: WrongDocument[];
  /** The wrong hours of registers. */
  readonly registers: readonly WrongHour[];
  /** The last reviewed hour; `undefined` if there were no more. */
  readonly end: HourId | undefined;
}

async function look(db: Db, after: HourId = ''): Promise<Reviewed> {
  const stored = hoursIn(db)
    .find({ _id: { $gt: after } }, { maxTimeMS: COMMAND_TIMEOUT_MS })
    .sort({ _id: 1 })
    .limit(HOURS_AT_ONCE);
  const recordStart = (await recordStartIn(db)) ?? Number.NEGATIVE_INFINITY;
  const wrong: WrongDocument[] = [];
  const edited: EditedHour[] = [];
  const derived: HourId[] = [];
  let hours = 0;
  let readings = 0;
  let dropped = 0;
  let end: HourId | undefined;
  for await (const hour of stored) {
    const computed = sumOf(hour);
    const isFixed = isDropped(hour) || isDerived(hour.cells);
    if (isFixed && deviceHourOf(hour._id).hour < recordStart) dropped += 1;
    else {
      if (isDerived(hour.cells)) derived.push(hour._id);
      else if (!isRight(hour, computed)) wrong.push(wrongDocument(hour, computed));
      const edits = editsOf(hour.cells);
      if (edits) edited.push({ ...deviceHourOf(hour._id), edits });
    }
    hours += 1;
    readings += computed.readings;
    end = hour._id;
    if (readings >= READINGS_AT_ONCE) break;
  }
  const registers = await checkRegisters(db, derived, recordStart);
  const found = {
    hours,
    readings,
    dropped,
    wrong: [...wrong.map(({ hour }) => hour), ...registers],
    wrongCount: wrong.length + registers.length,
    edited,
  };
  return {
    reviewed: {
      ...found,
      through: end === undefined ? undefined : deviceHourOf(end).hour,
      end: end && keyOf(end),
    },
    wrong,
    registers,
    end,
  };
}

/** Sets hours right, each where it is in the version that was added up; of the others, those are read again. */
async function setRight(db: Db, wrong: readonly WrongDocument[]): Promise<void> {
  if (wrong.length === 0) return;
  const writes = wrong.map(({ id, hour, version }) => write(id, version, hour.computed));
  const { matchedCount } = await hoursIn(db).bulkWrite(writes, {
    ordered: false,
    maxTimeMS: COMMAND_TIMEOUT_MS,
  });
  if (matchedCount === wrong.length) return;
  const ids = wrong.map(({ id }) => id);
  const now = await hoursIn(db)
    .find({ _id: { $in: ids } }, { maxTimeMS: COMMAND_TIMEOUT_MS })
    .toArray();
  const still = now
    .map((hour) => ({ hour, computed: sumOf(hour) }))
    .filter(({ hour, computed }) => !isDropped(hour) && !isRight(hour, computed));
  await setRight(
    db,
    still.map(({ hour, computed }) => wrongDocument(hour, computed)),
  );
}

function isRight({ total, readings }: StoredHour, computed: Sum): boolean {
  return total === computed.total && readings === computed.readings;
}

function wrongDocument(stored: StoredHour, computed: Sum): WrongDocument {
  const { _id: id, version, total, readings } = stored;
  return { id, hour: { ...deviceHourOf(id), stored: { total, readings }, computed }, version };
}

function sumOf(hour: StoredHour): Sum {
  const { total, readings } = sumOfHour(hour);
  return { total: BigInt(total), readings };
}

function keyOf(id: HourId): HourKey {
  const { deviceId, hour } = deviceHourOf(id);
  return hourKey(deviceId, hour);
}

function write(id: HourId, version: number, { total, readings }: Sum) {
  const update = { $set: { total, readings, version: version + 1 } };
  return { updateOne: { filter: { _id: id, version }, update } };
}

async function remember(db: Db, position: HourId): Promise<void> {
  const checkpoint = { _id: HOURLY_CONSUMPTION };
  await checkpointsIn(db).updateOne(checkpoint, { $max: { position } }, { upsert: true });
}

async function forget(db: Db): Promise<void> {
  await checkpointsIn(db).deleteOne({ _id: HOURLY_CONSUMPTION });
}
