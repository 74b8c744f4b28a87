import { backoff } from '@energy/engines';
import { findByIds, writeWhereFree } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import type { Alerting } from '../alerts.ts';
import {
  DecisionsOutdated,
  type DescribedMeter,
  type Placement,
  placeEdits,
  placementOf,
} from '../described-meter.ts';
import { NO_EDITS } from '../hour-edits.ts';
import { editsOf, isKnown, isMarked, marksOf, type RecordedHour } from '../hour-record.ts';
import {
  editsByHour,
  hoursToRecount,
  isRecounted,
  type Recount,
  type RecountedHour,
} from '../recount.ts';
import { recountAsDescribed } from '../recount-as-described.ts';
import { decideHour, type HourDecision } from './hour-decision.ts';
import { deviceHourOf, hourId } from './hour-id.ts';
import { metersIn } from './register-recording.ts';
import { extentOf, hoursIn, type StoredHour } from './stored-hour.ts';

/** The number is the version of the shape. */
const DESCRIBED_METERS = 'described_meters_1';
const CHANGES = 'described_meters_1_changes';
const HOURS_AT_ONCE = 500;
/** A recorder that is paused for longer, and killed before it checks the descriptions, is not expected. */
const RECENT_MS = 3_600_000;

type DecidedHour = Omit<HourDecision, 'placed' | 'dropped'>;

/** A meter that was described otherwise after its device had readings. */
interface DescribedMeterDocument extends Placement {
  readonly _id: string;
  readonly revision: number;
  /** The last revision by which all readings are counted. */
  readonly counted: number;
  /** Number of the change of all descriptions that this one was. */
  readonly change: number;
  readonly describedAt: Date;
}

export interface RecountContext {
  readonly recordStart: number | undefined;
  readonly alerting: Alerting | undefined;
}

/** Number of changes of descriptions so far: readings that were placed before the last one may be in another hour. */
export async function changesIn(db: Db): Promise<number> {
  return (await changesOf(db).findOne({ _id: CHANGES }))?.changes ?? 0;
}

export async function placementsIn(
  db: Db,
  deviceIds: readonly string[],
): Promise<ReadonlyMap<string, Placement>> {
  const found = await findByIds(describedIn(db), deviceIds);
  return new Map(found.map((placement) => [placement._id, placement]));
}

export async function describedSince(db: Db, change: number): Promise<readonly string[]> {
  const describedAt = { $gt: new Date(Date.now() - RECENT_MS) };
  const found = await describedIn(db)
    .find({ change: { $gt: change }, describedAt })
    .toArray();
  return found.map(({ _id }) => _id);
}

export async function addChange(db: Db): Promise<number> {
  const update = { $inc: { changes: 1 } };
  const options = { upsert: true, returnDocument: 'after' } as const;
  return (await changesOf(db).findOneAndUpdate({ _id: CHANGES }, update, options))!.changes;
}

/**
 * Makes a description the one by which readings are placed.
 *
 * @returns false where all readings are counted by it, or by a later one
 */
export async function beginDescription(db: Db, meter: DescribedMeter): Promise<boolean> {
  const { deviceId: _id, revision } = meter;
  const stored = await describedIn(db).findOne({ _id });
  if (stored && (stored.counted >= revision || stored.revision > revision)) return false;
  // Recorders that began before the change find it when they have stored their readings.
  const change = await addChange(db);
  const described = { ...placementOf(meter), revision, change, describedAt: new Date() };
  const update = { $set: described, $setOnInsert: { counted: -1 } };
  await describedIn(db).updateOne({ _id }, update, { upsert: true });
  return true;
}

export async function endDescription(
  db: Db,
  { deviceId, revision }: DescribedMeter,
): Promise<void> {
  await describedIn(db).updateOne({ _id: deviceId, revision }, { $max: { counted: revision } });
}

/** Counts the readings of a device as its meter is described, until no recorder came in between. */
export async function recount(
  db: Db,
  meter: DescribedMeter,
  context: RecountContext,
): Promise<readonly DecidedHour[]> {
  const decided: DecidedHour[] = [];
  for (let attempt = 0; ; attempt++) {
    if (attempt > 0) await backoff(attempt);
    const version = await claim(db, meter);
    const pass = new RecountPass(db, meter, context);
    const isOwn = await pass.run(await extentOf(db));
    decided.push(...pass.decided);
    if (isOwn && (await noteMeter(db, { meter, version, recount: pass.recount }))) return decided;
  }
}

/** One pass over the hours of a device. */
class RecountPass {
  readonly decided: DecidedHour[] = [];
  readonly recount: Recount;
  readonly #db: Db;
  readonly #meter: DescribedMeter;
  readonly #context: RecountContext;
  readonly #edits: ReturnType<typeof editsByHour>;
  /** Hours that were read and not returned by the recount. */
  readonly #stored = new Map<number, StoredHour>();

  constructor(db: Db, meter: DescribedMeter, context: RecountContext) {
    this.#db = db;
    this.#meter = meter;
    this.#context = context;
    const placements = new Map([[meter.deviceId, placementOf(meter)]]);
    this.#edits = editsByHour(placeEdits(meter.edits, placements));
    const { recordStart = Number.NEGATIVE_INFINITY } = context;
    this.recount = recountAsDescribed({ meter, edits: this.#edits, recordStart });
  }

  /** @returns false where an hour was changed by another process */
  async run(hours: { first: number; last: number } | undefined): Promise<boolean> {
    if (!hours) return true;
    const starts = [...hoursToRecount(hours, { meter: this.#meter, edits: this.#edits })];
    for (let index = 0; index < starts.length; index += HOURS_AT_ONCE) {
      const some = starts.slice(index, index + HOURS_AT_ONCE);
      await this.#load(some);
      const recounted = some.flatMap((start) => this.recount.take(start, this.#presentAt(start)));
      if (!(await this.#store(recounted))) return false;
    }
    return this.#store(this.recount.end());
  }

  async #load(starts: readonly number[]): Promise<void> {
    const { deviceId, edits } = this.#meter;
    const decidedTo = edits.at(-1)?.revision ?? NO_EDITS.revision;
    const ids = starts.map((hour) => hourId({ deviceId, hour }));
    for (const hour of await findByIds(hoursIn(this.#db), ids)) {
      const applied = editsOf(hour.cells);
      if (applied && applied.revision > decidedTo) throw new DecisionsOutdated(deviceId);
      this.#stored.set(deviceHourOf(hour._id).hour, hour);
    }
  }

  #presentAt(start: number): RecordedHour | undefined {
    const stored = this.#stored.get(start);
    return stored && isEmpty(stored) ? undefined : stored;
  }

  async #store(recounted: readonly RecountedHour[]): Promise<boolean> {
    const decided = recounted.map((each) => this.#decide(each));
    const writes = decided.flatMap(({ write }) => write ?? []);
    const taken = await writeWhereFree(hoursIn(this.#db), writes);
    for (const each of decided) if (each.write || each.unlisted) this.decided.push(each);
    for (const { start } of recounted) this.#stored.delete(start);
    return taken.length === 0;
  }

  #decide(hour: RecountedHour): DecidedHour {
    const { deviceId } = this.#meter;
    const { start, before, after } = hour;
    const isRight = isRecounted(hour);
    const { total = 0n, readings = 0 } = (isRight ? before : after) ?? {};
    return decideHour(
      {
        id: hourId({ deviceId, hour: start }),
        stored: this.#stored.get(start),
        total: { deviceId, hour: start, total: BigInt(total), readings },
        record: isRight ? undefined : (after ?? NOTHING),
      },
      this.#context.alerting,
    );
  }
}

const NOTHING: RecordedHour = { readings: 0, total: 0, cells: Buffer.alloc(0) };

/** An hour of which nothing is left. */
function isEmpty(stored: StoredHour): boolean {
  return (
    !isKnown(stored) &&
    !isMarked(marksOf(stored.cells)) &&
    !editsOf(stored.cells) &&
    stored.readings === 0
  );
}

/** Makes the version of a device with a register this process's own, as recorders do; of others, there is none. */
async function claim(db: Db, { deviceId, timeZone, register }: DescribedMeter): Promise<number> {
  const update = {
    $inc: { version: 1 },
    $setOnInsert: {
      timeZone,
      first: Number.POSITIVE_INFINITY,
      last: Number.NEGATIVE_INFINITY,
    },
  };
  const claimed = await metersIn(db).findOneAndUpdate({ _id: deviceId }, update, {
    upsert: register !== undefined,
    returnDocument: 'after',
  });
  return claimed?.version ?? 0;
}

interface ClaimedMeter {
  readonly meter: DescribedMeter;
  readonly version: number;
  readonly recount: Recount;
}

/** @returns false where a recorder of registers came in between */
async function noteMeter(
  db: Db,
  { meter, version, recount: { extent } }: ClaimedMeter,
): Promise<boolean> {
  const { deviceId: _id, register, timeZone } = meter;
  if (!register || !extent) {
    await metersIn(db).deleteOne({ _id, version });
    return (await metersIn(db).findOne({ _id })) === null;
  }
  const { from: first, to: last } = extent;
  const described = { first, last, timeZone, meter: JSON.stringify(register) };
  const noted = await metersIn(db).updateOne({ _id, version }, { $set: described });
  return noted.matchedCount > 0;
}

function describedIn(db: Db) {
  return db.collection<DescribedMeterDocument>(DESCRIBED_METERS);
}

function changesOf(db: Db) {
  return db.collection<{ readonly _id: string; readonly changes: number }>(CHANGES);
}
