import { EngineUnavailable } from '@energy/engines';
import {
  COMMAND_TIMEOUT_MS,
  findByIds,
  type MongoConnection,
  writeWhereFree,
} from '@energy/engines/mongodb';
import type { AnyBulkWriteOperation, Db } from 'mongodb';
import { totalOf } from '../hour.ts';
import { decodeCells, encodeCells } from '../hour-cells.ts';
import { type HourKey, hourKey, hourOfKey, type Sum } from '../hour-review.ts';
import type { MigrationProgress } from '../hourly-consumption.ts';
import { checkpointsIn } from './checkpoint.ts';
import { type DeviceHour, type HourId, hourId } from './hour-id.ts';
import { hoursIn, isDropped, type StoredHour, type StoredHourAlert } from './stored-hour.ts';

/** The collection of earlier releases. */
const PREVIOUS_COLLECTION = 'hourly_consumption_1';

/** So many hours are moved at once. */
const HOURS_AT_ONCE = 2_000;

/** An hour of a device in the layout of earlier releases: energies in µWh by milliseconds into the hour. */
interface PreviousHour {
  readonly _id: HourKey;
  readonly version: number;
  readonly total: bigint;
  readonly readings: number;
  readonly energies: Readonly<Record<string, bigint>>;
  readonly alert?: StoredHourAlert;
  readonly unlisted?: true;
}

interface FoundSum extends Sum {
  /** Something must be said about the hour: its cells have it. */
  readonly isMarked?: true;
}

/**
 * The hours in the layout of earlier releases. Each is stored in the present layout and removed after that, in the
 * version that was stored: a process that dies in between leaves it in both, and the next one adds nothing to it.
 * The empty collection stays, as a recorder of an earlier release might still insert hours.
 */
export class PreviousHours {
  readonly #connection: MongoConnection;
  /** Once false, it stays so: what an earlier release inserts later is migrated at the next start. */
  #isPresent = true;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  /** @throws EngineUnavailable while any are left */
  async expectNone(db: Db): Promise<void> {
    if (!(await this.isPresent(db))) return;
    throw new EngineUnavailable(
      `the readings in ${this.#connection.server} are in the layout of an earlier release; wait until the projector ` +
        'has migrated them, or start it',
    );
  }

  /** The totals of hours in either layout, without those that have no readings. */
  async totals(db: Db, hours: readonly DeviceHour[]): Promise<ReadonlyMap<HourId, FoundSum>> {
    // The previous layout first: an hour that is migrated between the two reads is found twice, and never missed.
    const found = await this.#previousTotals(db, hours);
    const projection = { total: 1, readings: 1, unknown: 1, marked: 1 };
    const present = await findByIds(hoursIn(db), hours.map(hourId), { projection });
    for (const { _id, total, readings, unknown, marked } of present) {
      if (!unknown) found.set(_id, { total, readings, ...(marked && { isMarked: true }) });
    }
    return found;
  }

  async #previousTotals(db: Db, hours: readonly DeviceHour[]): Promise<Map<HourId, FoundSum>> {
    const found = new Map<HourId, FoundSum>();
    if (!(await this.isPresent(db))) return found;
    const keys = hours.map(({ deviceId, hour }) => hourKey(deviceId, hour));
    const projection = { total: 1, readings: 1 };
    const previous = await findByIds(previousHoursIn(db), keys, { projection });
    for (const { _id, total, readings } of previous) {
      found.set(hourId(hourOfKey(_id)), { total, readings });
    }
    return found;
  }

  /** Moves all of them to the present layout, until the signal aborts. */
  async migrate(
    onProgress: (progress: MigrationProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let hours = 0;
    while (!signal.aborted) {
      const moved = await this.#connection.use((db) => this.#moveSome(db));
      if (!moved) return;
      hours += moved.hours;
      onProgress({ ...moved, hours });
    }
  }

  /** Moves the first hours; `undefined` if there are none. */
  async #moveSome(db: Db): Promise<MigrationProgress | undefined> {
    if (!this.#isPresent) return undefined;
    const options = { maxTimeMS: COMMAND_TIMEOUT_MS };
    const previous = await previousHoursIn(db)
      .find({}, options)
      .sort({ _id: 1 })
      .limit(HOURS_AT_ONCE)
      .toArray();
    const end = previous.at(-1);
    if (!end) {
      await checkpointsIn(db).deleteOne({ _id: PREVIOUS_COLLECTION });
      this.#isPresent = false;
      return undefined;
    }
    const last = await previousHoursIn(db).findOne({}, { sort: { _id: -1 }, ...options });
    await store(db, previous);
    const removals = previous.map(({ _id, version }) => ({
      deleteOne: { filter: { _id, version } },
    }));
    const { deletedCount } = await previousHoursIn(db).bulkWrite(removals, {
      ordered: false,
      ...options,
    });
    const through = hourOfKey(end._id).hour;
    return { hours: deletedCount, through, last: hourOfKey((last ?? end)._id).hour };
  }

  /** Whether hours of the previous layout are left. */
  async isPresent(db: Db): Promise<boolean> {
    if (!this.#isPresent) return false;
    const any = await previousHoursIn(db).findOne({}, { projection: { _id: 1 } });
    this.#isPresent = any !== null;
    return this.#isPresent;
  }
}

/** Stores hours in the present layout. Where one is there, its readings and its alert win. */
async function store(db: Db, previous: readonly PreviousHour[]): Promise<void> {
  let left = previous;
  let present = new Map<HourId, StoredHour>();
  while (left.length > 0) {
    const changing = left.flatMap((hour) => {
      const id = hourId(hourOfKey(hour._id));
      const write = writeOf(hour, id, present.get(id));
      return write ? [{ hour, id, write }] : [];
    });
    const taken = await writeWhereFree(
      hoursIn(db),
      changing.map(({ write }) => write),
    );
    const overtaken = taken.map((index) => changing[index]!);
    left = overtaken.map(({ hour }) => hour);
    const ids = overtaken.map(({ id }) => id);
    present = new Map((await findByIds(hoursIn(db), ids)).map((hour) => [hour._id, hour]));
  }
}

/**
 * The write that adds a previous hour to the present one; `undefined` if that has all of it, or its readings were
 * dropped.
 */
function writeOf(
  previous: PreviousHour,
  id: HourId,
  present: StoredHour | undefined,
): AnyBulkWriteOperation<StoredHour> | undefined {
  if (present && isDropped(present)) return undefined;
  const energies = energiesOf(previous);
  for (const [offset, energy] of present ? decodeCells(present.cells) : []) {
    energies.set(offset, energy);
  }
  const { alert, unlisted } = present?.alert ? present : previous;
  if (present?.readings === energies.size && present.alert === alert) return undefined;
  const hour = {
    version: (present?.version ?? 0) + 1,
    total: BigInt(totalOf(energies.values())),
    readings: energies.size,
    cells: encodeCells(energies),
    ...(alert && { alert }),
    ...(unlisted && { unlisted }),
  };
  if (!present) return { insertOne: { document: { _id: id, ...hour } } };
  const filter = { _id: id, version: present.version };
  return { replaceOne: { filter, replacement: hour, upsert: true } };
}

function energiesOf({ energies }: PreviousHour): Map<number, number> {
  return new Map(
    Object.entries(energies).map(([offset, energy]) => [Number(offset), Number(energy)]),
  );
}

function previousHoursIn(db: Db) {
  return db.collection<PreviousHour>(PREVIOUS_COLLECTION);
}
