import { backoff, EngineUnavailable } from '@energy/engines';
import { findByIds, type MongoConnection, writeWhereFree } from '@energy/engines/mongodb';
import type { Position } from '@energy/event-store';
import type { Db } from 'mongodb';
import type { Alert, Alerting } from '../alerts.ts';
import { type DescribedMeter, DescriptionsOutdated, placeEdits } from '../described-meter.ts';
import { marksOf } from '../hour-record.ts';
import type {
  ChangedHour,
  DescribeOptions,
  DropOptions,
  EditedHours,
  EditOptions,
  HourlyConsumption,
  HourReading,
  HourTotal,
  MarkedHour,
  MigrationProgress,
  RecordConditions,
  Recorded,
} from '../hourly-consumption.ts';
import type { Placed } from '../placed-readings.ts';
import type { HourEdit } from '../reading-edits.ts';
import { asListed, listAlerts } from './alert-list.ts';
import { checkpointOf, checkpointsIn } from './checkpoint.ts';
import {
  beginDescription,
  changesIn,
  describedSince,
  endDescription,
  placementsIn,
  recount,
} from './described-meters.ts';
import { HourCache } from './hour-cache.ts';
import { decide, decideEdit, type HourDecision } from './hour-decision.ts';
import { deviceHourOf, deviceKey, type HourId, hourId } from './hour-id.ts';
import type { PreviousHours } from './hour-migration.ts';
import { MongoHourReview } from './hour-review.ts';
import { MongoHourScan } from './hour-scan.ts';
import { lastReadingsIn } from './last-readings.ts';
import { ReadingRetention } from './reading-retention.ts';
import {
  type RegisterRecord,
  recordRegistersOnce,
  registerBefore,
  storedMeters,
} from './register-recording.ts';
import { hoursIn } from './stored-hour.ts';

const READING_EDITS = 'reading_edits_1';
const DESCRIPTIONS = 'described_meters_1';
/** The longest time to retry hours that other recorders keep changing. */
const TIMEOUT_MS = 20_000;

/** Readings by the hour that they belong to. */
type ByHour = ReadonlyMap<HourId, [HourReading, ...HourReading[]]>;

interface Outcome extends Placed {
  readonly dropped: HourReading[];
  readonly changed: ChangedHour[];
  readonly raised: Alert[];
}

/**
 * Each hour of a device is one document, which is replaced as a whole, and only in the version that was
 * decided on, the one that this process wrote or read last: a recorder that was overtaken reads it again and
 * decides again. So the readings, their total and the
 * alert are stored together, and what becomes of each reading is decided in one place for all engines,
 * whatever several recorders do at once; the server adds nothing up.
 *
 * An alert is stored with its hour, and listed after that, with a number. A recorder that dies in between has
 * not recorded the batch; when that comes again, its alerts are listed.
 */
export class MongoHourlyConsumption implements HourlyConsumption {
  readonly review: MongoHourReview;
  readonly scan: MongoHourScan;
  readonly #connection: MongoConnection;
  readonly #previous: PreviousHours;
  readonly #retention: ReadingRetention;
  readonly #cache = new HourCache();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(connection: MongoConnection, previous: PreviousHours) {
    this.review = new MongoHourReview(connection, previous);
    this.scan = new MongoHourScan(connection, previous);
    this.#connection = connection;
    this.#previous = previous;
    this.#retention = new ReadingRetention(connection, previous);
  }

  /** One batch after the other: two of one process would only get in each other's way. */
  record(
    readings: readonly HourReading[],
    alerting?: Alerting,
    conditions: RecordConditions = {},
  ): Promise<Recorded> {
    const recorded = this.#turn.then(() => this.#record(readings, alerting, conditions));
    this.#turn = recorded.catch(() => undefined);
    return recorded;
  }

  edit(edits: readonly HourEdit[], options: EditOptions = {}): Promise<EditedHours> {
    const done = this.#turn.then(() => this.#edit(edits, options));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async editPosition(): Promise<Position | undefined> {
    const checkpoint = await this.#connection.use((db) => checkpointOf(db, READING_EDITS));
    return checkpoint.position;
  }

  migrate(onProgress: (progress: MigrationProgress) => void, signal: AbortSignal): Promise<void> {
    return this.#previous.migrate(onProgress, signal);
  }

  dropReadings(options: DropOptions): Promise<void> {
    return this.#retention.drop(options);
  }

  recordStart(): Promise<number | undefined> {
    return this.#retention.recordStart();
  }

  async hasReadings(deviceId: string): Promise<boolean> {
    const last = await this.#connection.use((db) => lastReadingsIn(db).findOne({ _id: deviceId }));
    return last !== null;
  }

  registerBefore(deviceId: string, at: number): Promise<number | undefined> {
    return this.#connection.use((db) => registerBefore(db, deviceId, at));
  }

  /** After the batch that is being recorded: two writers would only get in each other's way. */
  describe(meters: readonly DescribedMeter[], options: DescribeOptions = {}): Promise<EditedHours> {
    const described = this.#turn.then(() => this.#describe(meters, options));
    this.#turn = described.catch(() => undefined);
    return described;
  }

  async describedPosition(): Promise<Position | undefined> {
    const checkpoint = await this.#connection.use((db) => checkpointOf(db, DESCRIPTIONS));
    return checkpoint.position;
  }

  describedSince(change: number): Promise<readonly string[]> {
    return this.#connection.use((db) => describedSince(db, change));
  }

  placed(edits: readonly HourEdit[]): Promise<readonly HourEdit[]> {
    return this.#connection.use((db) => placed(db, edits));
  }

  /** The checkpoint moves after the hours: a kill in between counts them again, which changes nothing. */
  async #describe(
    meters: readonly DescribedMeter[],
    { alerting, position, isRepeated = false }: DescribeOptions,
  ): Promise<EditedHours> {
    const outcome = nothing();
    const recordStart = await this.#retention.recordStart();
    for (const meter of meters) {
      await this.#connection.use(async (db) => {
        await this.#previous.expectNone(db);
        const isNew = await beginDescription(db, meter);
        if (!isNew && !isRepeated) return;
        const decided = await recount(db, meter, { recordStart, alerting });
        outcome.raised.push(...(await listRaised(db, decided, alerting)));
        outcome.changed.push(...decided.flatMap(({ changed }) => changed ?? []));
        await endDescription(db, meter);
      });
    }
    if (position !== undefined) await this.#advance(DESCRIPTIONS, position);
    return outcome;
  }

  async #advance(checkpoint: string, position: Position): Promise<void> {
    await this.#connection.use((db) =>
      checkpointsIn(db).updateOne({ _id: checkpoint }, { $max: { position } }, { upsert: true }),
    );
  }

  /** @throws DescriptionsOutdated */
  async #expectNoChange(since: number | undefined): Promise<void> {
    if (since === undefined) return;
    const changes = await this.#connection.use(changesIn);
    if (changes !== since) throw new DescriptionsOutdated(changes);
  }

  /** Records decisions about registers. */
  async #recordRegisters(
    devices: readonly RegisterRecord[],
    { alerting, outcome }: Pick<RecordingOnce, 'alerting' | 'outcome'>,
  ): Promise<void> {
    const recordStart = await this.#retention.recordStart();
    const options = { recordStart, alerting, assertOwned: () => {}, outcome };
    let left = devices;
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt > 0) await backoff(attempt);
      left = await this.#connection.use((db) => recordRegisters(db, left, options));
    }
  }

  hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]> {
    const hours = starts.map((hour) => ({ deviceId, hour }));
    return this.#connection.use(async (db) => {
      const totals = await this.#previous.totals(db, hours);
      return hours
        .flatMap(({ hour }) => {
          const found = totals.get(hourId({ deviceId, hour }));
          return found ? [{ hour, total: found.total, readings: found.readings }] : [];
        })
        .sort((a, b) => a.hour - b.hour);
    });
  }

  async marks(deviceId: string, starts: readonly number[]): Promise<readonly MarkedHour[]> {
    const ids = starts.map((hour) => hourId({ deviceId, hour })).sort();
    if (ids.length === 0) return [];
    const own = new Set(ids);
    const filter = {
      marked: { $in: [deviceKey(deviceId), true as const] },
      _id: { $gte: ids[0]!, $lte: ids.at(-1)! },
    };
    return this.#connection.use(async (db) => {
      const marked = hoursIn(db).find(filter, { projection: { cells: 1 }, hint: 'marked' });
      return (await marked.toArray())
        .filter(({ _id }) => own.has(_id))
        .map(({ _id, cells }) => ({ hour: deviceHourOf(_id).hour, ...marksOf(cells) }))
        .sort((a, b) => a.hour - b.hour);
    });
  }

  async #record(
    readings: readonly HourReading[],
    alerting: Alerting | undefined,
    { assertOwned = () => {}, describedThrough }: RecordConditions,
  ): Promise<Recorded> {
    await this.#expectNoChange(describedThrough);
    const outcome = nothing();
    const deadline = performance.now() + TIMEOUT_MS;
    const recordStart = await this.#retention.recordStart();
    const recordable = withoutDropped(readings, { recordStart, dropped: outcome.dropped });
    let left = byHour(recordable.filter(({ register }) => !register));
    let registers = byDevice(recordable);
    for (let attempt = 0; left.size > 0 || registers.length > 0; attempt++) {
      if (attempt > 0) await backoff(attempt);
      if (performance.now() > deadline) throw this.#overtaken();
      const hours = left;
      left = await this.#connection.use(async (db) => {
        await this.#previous.expectNone(db);
        const options = { readings: hours, cache: this.#cache, alerting, assertOwned, outcome };
        return recordOnce(db, options);
      });
      if (registers.length === 0) continue;
      registers = await this.#connection.use((db) =>
        recordRegisters(db, registers, { recordStart, alerting, assertOwned, outcome }),
      );
    }
    // A change in between may have passed the hours before the readings came.
    await this.#expectNoChange(describedThrough);
    return outcome;
  }

  /** The checkpoint moves after the hours: a kill in between applies the decisions again, which changes nothing. */
  async #edit(
    edits: readonly HourEdit[],
    { alerting, position, replacesEarlier }: EditOptions,
  ): Promise<EditedHours> {
    const outcome = nothing();
    const deadline = performance.now() + TIMEOUT_MS;
    const start = (await this.#retention.recordStart()) ?? Number.NEGATIVE_INFINITY;
    const editable = edits.filter(({ hour }) => hour >= start);
    const changes = await this.#connection.use(changesIn);
    const { registers, others } = await this.#connection.use(async (db) =>
      ofRegisters(db, await placed(db, editable)),
    );
    await this.#recordRegisters(
      registers.map((record) => ({ ...record, replacesEarlier })),
      { alerting, outcome },
    );
    let left = editsByHour(others);
    for (let attempt = 0; left.size > 0; attempt++) {
      if (attempt > 0) await backoff(attempt);
      if (performance.now() > deadline) throw this.#overtaken();
      const hours = left;
      left = await this.#connection.use(async (db) => {
        await this.#previous.expectNone(db);
        return editOnce(db, hours, { alerting, replacesEarlier, outcome });
      });
    }
    if (edits.length > 0) await this.#expectNoChange(changes);
    if (position !== undefined) await this.#advance(READING_EDITS, position);
    return outcome;
  }

  #overtaken(): EngineUnavailable {
    return new EngineUnavailable(
      `${this.#connection.server} can't be used: others keep changing the same hours; run fewer ` +
        'projectors on this queue',
    );
  }
}

async function placed(db: Db, edits: readonly HourEdit[]): Promise<readonly HourEdit[]> {
  const deviceIds = [...new Set(edits.map(({ deviceId }) => deviceId))];
  return placeEdits(edits, await placementsIn(db, deviceIds));
}

/** An hour that is dropped after this is noticed by its version, and read again. */
function withoutDropped(
  readings: readonly HourReading[],
  {
    recordStart,
    dropped,
  }: { readonly recordStart: number | undefined; readonly dropped: HourReading[] },
): readonly HourReading[] {
  if (recordStart === undefined) return readings;
  return readings.filter((reading) => {
    if (reading.hour < recordStart) dropped.push(reading);
    return reading.hour >= recordStart;
  });
}

function nothing(): Outcome {
  return {
    recorded: 0,
    corrected: 0,
    repeated: 0,
    outOfRange: [],
    dropped: [],
    changed: [],
    raised: [],
  };
}

interface RecordingOnce {
  readonly readings: ByHour;
  readonly cache: HourCache;
  readonly alerting: Alerting | undefined;
  readonly assertOwned: () => void;
  readonly outcome: Outcome;
}

/** Records what nobody else gets in the way of; the rest is returned, and its hours are read next time. */
async function recordOnce(
  db: Db,
  { readings, cache, alerting, assertOwned, outcome }: RecordingOnce,
): Promise<ByHour> {
  const known = cache.take(readings.keys());
  const unknown = [...readings.keys()].filter((id) => !known.has(id));
  const read = new Map((await findByIds(hoursIn(db), unknown)).map((hour) => [hour._id, hour]));
  const decisions = [...readings].map(([id, own]) =>
    decide(id, own, known.get(id) ?? read.get(id), alerting),
  );
  // After reading, before writing: what another recorder stored since then is in another version.
  assertOwned();
  const overtaken = await write(db, decisions);
  // No write proves that the readings change nothing: another process may have changed the cached hour.
  const isUnproven = ({ id, write }: HourDecision) => !write && known.has(id);
  const settled = decisions.filter((each) => !overtaken.has(each) && !isUnproven(each));
  outcome.raised.push(...(await listRaised(db, settled, alerting)));
  const left = new Map(readings);
  for (const decision of settled) {
    settle(decision, outcome);
    left.delete(decision.id);
    if (decision.after) cache.put(decision.unlisted ? asListed(decision.after) : decision.after);
  }
  return left;
}

type EditsByHour = ReadonlyMap<HourId, [HourEdit, ...HourEdit[]]>;

/** Applies decisions to hours, and returns those that another process changed at the same time. */
async function editOnce(
  db: Db,
  edits: EditsByHour,
  {
    alerting,
    replacesEarlier,
    outcome,
  }: Pick<EditOptions, 'alerting' | 'replacesEarlier'> & {
    readonly outcome: { readonly changed: ChangedHour[]; readonly raised: Alert[] };
  },
): Promise<EditsByHour> {
  const stored = await findByIds(hoursIn(db), [...edits.keys()]);
  const byId = new Map(stored.map((hour) => [hour._id, hour]));
  const decisions = [...edits].map(([id, own]) =>
    decideEdit({ id, edits: own, stored: byId.get(id), replacesEarlier }, alerting),
  );
  const overtaken = await write(db, decisions);
  const settled = decisions.filter((each) => !overtaken.has(each));
  outcome.raised.push(...(await listRaised(db, settled, alerting)));
  outcome.changed.push(...settled.flatMap(({ changed }) => changed ?? []));
  return new Map([...overtaken].map(({ id }) => [id, edits.get(id)!]));
}

/** Separates decisions about registers from the others, by device. */
async function ofRegisters(
  db: Db,
  edits: readonly HourEdit[],
): Promise<{
  readonly registers: readonly RegisterRecord[];
  readonly others: readonly HourEdit[];
}> {
  const byDevice = Map.groupBy(edits, ({ deviceId }) => deviceId);
  const meters = await storedMeters(db, [...byDevice.keys()]);
  const registers = [...byDevice].flatMap(([deviceId, ofDevice]) => {
    const described = meters.get(deviceId);
    return described ? [{ deviceId, ...described, readings: [], edits: ofDevice }] : [];
  });
  return { registers, others: edits.filter(({ deviceId }) => !meters.has(deviceId)) };
}

/** Records registers, and returns those of devices that another recorder changed at the same time. */
async function recordRegisters(
  db: Db,
  devices: readonly RegisterRecord[],
  {
    outcome,
    ...options
  }: Pick<RecordingOnce, 'alerting' | 'assertOwned' | 'outcome'> & {
    readonly recordStart: number | undefined;
  },
): Promise<readonly RegisterRecord[]> {
  const { settled, left } = await recordRegistersOnce(db, devices, options);
  const decisions = settled.flatMap((each) => each.decisions);
  outcome.raised.push(...(await listRaised(db, decisions, options.alerting)));
  for (const { placed } of settled) addPlaced(placed, outcome);
  outcome.changed.push(...decisions.flatMap(({ changed }) => changed ?? []));
  return left;
}

/** Lists the alerts of stored hours; returns them. */
async function listRaised(
  db: Db,
  decisions: readonly Pick<HourDecision, 'unlisted'>[],
  alerting: Alerting | undefined,
): Promise<readonly Alert[]> {
  const unlisted = decisions.flatMap((each) => each.unlisted ?? []);
  return unlisted.length > 0 ? listAlerts(db, unlisted, alerting?.numbersAbove) : [];
}

/** Writes the hours that change, in one bulk; returns those that were overtaken. */
async function write<Decision extends Pick<HourDecision, 'write'>>(
  db: Db,
  decisions: readonly Decision[],
): Promise<Set<Decision>> {
  const changing = decisions.filter((decision) => decision.write !== undefined);
  const writes = changing.map((decision) => decision.write!);
  const taken = await writeWhereFree(hoursIn(db), writes);
  return new Set(taken.map((index) => changing[index]!));
}

function settle({ placed, changed, dropped }: HourDecision, outcome: Outcome): void {
  outcome.dropped.push(...dropped);
  addPlaced(placed, outcome);
  if (changed) outcome.changed.push(changed);
}

function addPlaced(placed: Placed, outcome: Outcome): void {
  outcome.recorded += placed.recorded;
  outcome.corrected += placed.corrected;
  outcome.repeated += placed.repeated;
  outcome.outOfRange.push(...placed.outOfRange);
}

/** The readings of registers by device. */
function byDevice(readings: readonly HourReading[]): readonly RegisterRecord[] {
  const devices = new Map<string, RegisterRecord & { readonly readings: HourReading[] }>();
  for (const reading of readings) {
    const { deviceId, timeZone, register: meter } = reading;
    if (!meter) continue;
    const known = devices.get(deviceId);
    if (known) known.readings.push(reading);
    else devices.set(deviceId, { deviceId, timeZone: timeZone!, meter, readings: [reading] });
  }
  return [...devices.values()];
}

function byHour(readings: readonly HourReading[]): ByHour {
  const hours = new Map<HourId, [HourReading, ...HourReading[]]>();
  for (const reading of readings) {
    const id = hourId(reading);
    const others = hours.get(id);
    if (others) others.push(reading);
    else hours.set(id, [reading]);
  }
  return hours;
}

function editsByHour(edits: readonly HourEdit[]): EditsByHour {
  const hours = new Map<HourId, [HourEdit, ...HourEdit[]]>();
  for (const edit of edits) {
    const id = hourId(edit);
    const others = hours.get(id);
    if (others) others.push(edit);
    else hours.set(id, [edit]);
  }
  return hours;
}
