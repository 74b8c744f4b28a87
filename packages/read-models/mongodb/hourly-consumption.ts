import { backoff, EngineUnavailable } from '@energy/engines';
import { findByIds, type MongoConnection, writeWhereFree } from '@energy/engines/mongodb';
import type { Db } from 'mongodb';
import type { Alert, Alerting } from '../alerts.ts';
import type { Placed } from '../hour.ts';
import { type HourKey, hourKey } from '../hour-review.ts';
import type {
  ChangedHour,
  HourlyConsumption,
  HourReading,
  HourTotal,
  Recorded,
} from '../hourly-consumption.ts';
import { asListed, listAlerts } from './alert-list.ts';
import { HourCache } from './hour-cache.ts';
import { decide, type HourDecision } from './hour-decision.ts';
import { MongoHourReview } from './hour-review.ts';
import { hoursIn } from './stored-hour.ts';

/** The longest time to retry hours that other recorders keep changing. */
const PATIENCE_MS = 20_000;

/** Readings by the key of the hour that they belong to. */
type ByHour = ReadonlyMap<HourKey, [HourReading, ...HourReading[]]>;

interface Outcome extends Placed {
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
  readonly #connection: MongoConnection;
  readonly #cache = new HourCache();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(connection: MongoConnection) {
    this.review = new MongoHourReview(connection);
    this.#connection = connection;
  }

  /** One batch after the other: two of one process would only get in each other's way. */
  record(
    readings: readonly HourReading[],
    alerting?: Alerting,
    assertOwned: () => void = () => {},
  ): Promise<Recorded> {
    const recorded = this.#turn.then(() => this.#record(readings, alerting, assertOwned));
    this.#turn = recorded.catch(() => undefined);
    return recorded;
  }

  /** There is no earlier layout. */
  async migrate(): Promise<void> {}

  hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]> {
    const startByKey = new Map(starts.map((start) => [hourKey(deviceId, start), start]));
    return this.#connection.use(async (db) => {
      const projection = { total: 1, readings: 1 };
      const stored = await findByIds(hoursIn(db), [...startByKey.keys()], { projection });
      return stored
        .map(({ _id, total, readings }) => ({ hour: startByKey.get(_id)!, total, readings }))
        .sort((a, b) => a.hour - b.hour);
    });
  }

  async #record(
    readings: readonly HourReading[],
    alerting: Alerting | undefined,
    assertOwned: () => void,
  ): Promise<Recorded> {
    const outcome: Outcome = {
      ...{ recorded: 0, corrected: 0, repeated: 0 },
      ...{ outOfRange: [], changed: [], raised: [] },
    };
    const patienceEnds = performance.now() + PATIENCE_MS;
    let left = byHour(readings);
    for (let attempt = 0; left.size > 0; attempt++) {
      if (attempt > 0) await backoff(attempt);
      if (performance.now() > patienceEnds) throw this.#overtaken();
      const hours = left;
      left = await this.#connection.use((db) =>
        recordOnce(db, { readings: hours, cache: this.#cache, alerting, assertOwned, outcome }),
      );
    }
    return outcome;
  }

  #overtaken(): EngineUnavailable {
    return new EngineUnavailable(
      `${this.#connection.server} can't be used: others keep changing the same hours; run fewer ` +
        'projectors on this queue',
    );
  }
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
  const unknown = [...readings.keys()].filter((key) => !known.has(key));
  const read = new Map((await findByIds(hoursIn(db), unknown)).map((hour) => [hour._id, hour]));
  const decisions = [...readings].map(([key, own]) =>
    decide(key, own, known.get(key) ?? read.get(key), alerting),
  );
  // After reading, before writing: what another recorder stored since then is in another version.
  assertOwned();
  const overtaken = await write(db, decisions);
  // No write proves that the readings change nothing: another process may have changed the cached hour.
  const isUnproven = ({ key, write }: HourDecision) => !write && known.has(key);
  const settled = decisions.filter((each) => !overtaken.has(each) && !isUnproven(each));
  const unlisted = settled.flatMap(({ unlisted }) => unlisted ?? []);
  if (unlisted.length > 0)
    outcome.raised.push(...(await listAlerts(db, unlisted, alerting?.numbersAbove)));
  const left = new Map(readings);
  for (const decision of settled) {
    settle(decision, outcome);
    left.delete(decision.key);
    if (decision.after) cache.put(decision.unlisted ? asListed(decision.after) : decision.after);
  }
  return left;
}

/** Writes the hours that change, in one bulk; returns those that were overtaken. */
async function write(db: Db, decisions: readonly HourDecision[]): Promise<Set<HourDecision>> {
  const changing = decisions.filter((decision) => decision.write !== undefined);
  const writes = changing.map((decision) => decision.write!);
  const taken = await writeWhereFree(hoursIn(db), writes);
  return new Set(taken.map((index) => changing[index]!));
}

function settle({ placed, changed }: HourDecision, outcome: Outcome): void {
  outcome.recorded += placed.recorded;
  outcome.corrected += placed.corrected;
  outcome.repeated += placed.repeated;
  outcome.outOfRange.push(...placed.outOfRange);
  if (changed) outcome.changed.push(changed);
}

function byHour(readings: readonly HourReading[]): ByHour {
  const hours = new Map<HourKey, [HourReading, ...HourReading[]]>();
  for (const reading of readings) {
    const key = hourKey(reading.deviceId, reading.hour);
    const others = hours.get(key);
    if (others) others.push(reading);
    else hours.set(key, [reading]);
  }
  return hours;
}
