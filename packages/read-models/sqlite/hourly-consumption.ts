import type { StatementSync } from 'node:sqlite';
import { type EmbeddedDatabase, ReadCache, transact, translateSqliteErrors } from '@energy/engines';
import type { Alert, Alerting } from '../alerts.ts';
import { hourOf, type Placed, put } from '../hour.ts';
import type {
  ChangedHour,
  HourlyConsumption,
  HourReading,
  HourTotal,
  Recorded,
} from '../hourly-consumption.ts';
import type { SqliteAlerts } from './alerts.ts';
import { SqliteHourReview } from './hour-review.ts';

/**
 * One row holds a device's hour: its energies (a JSON object of µWh by milliseconds into the hour),
 * how many readings these are, and their sum. The hour leads the key: readings arrive for the hours that are running, so what is
 * written lies together however long the history grows, and a day is 24 look-ups.
 */
export const HOURLY_CONSUMPTION_SCHEMA = `
  CREATE TABLE IF NOT EXISTS hourly_consumption (
    hour INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    total INTEGER NOT NULL,
    readings INTEGER NOT NULL,
    energies TEXT NOT NULL,
    PRIMARY KEY (hour, device_id)
  ) STRICT, WITHOUT ROWID;
`;

const DAY_CACHE_SIZE = 1_000;

/** What has become of a batch so far. */
interface Outcome extends Placed {
  changed: ChangedHour[];
  raised: Alert[];
}

export class SqliteHourlyConsumption implements HourlyConsumption {
  readonly review: SqliteHourReview;
  readonly #db: EmbeddedDatabase;
  readonly #alerts: SqliteAlerts;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  /** By the number of hours that they ask for. */
  readonly #totals = new Map<number, StatementSync>();
  readonly #days: ReadCache<readonly HourTotal[]>;

  constructor(db: EmbeddedDatabase, alerts: SqliteAlerts) {
    this.review = new SqliteHourReview(db);
    this.#db = db;
    this.#alerts = alerts;
    this.#days = new ReadCache(db, { max: DAY_CACHE_SIZE });
    this.#find = db.prepare(
      'SELECT energies FROM hourly_consumption WHERE hour = ? AND device_id = ?',
    );
    this.#insert = db.prepare('INSERT INTO hourly_consumption VALUES (?, ?, ?, ?, ?)');
    this.#update = db.prepare(`
      UPDATE hourly_consumption SET total = ?, readings = ?, energies = ?
      WHERE hour = ? AND device_id = ?`);
  }

  async record(
    readings: readonly HourReading[],
    alerting?: Alerting,
    assertOwned?: () => void,
  ): Promise<Recorded> {
    const hours = inOrderOfRows(readings);
    return transact(this.#db, () => {
      assertOwned?.();
      const outcome = nothing();
      for (let start = 0; start < hours.length; ) {
        const end = endOfHour(hours, start);
        const changed = this.#recordHour(hours, start, end, outcome);
        if (changed) {
          outcome.changed.push(changed);
          const alert = alerting && this.#raise(changed, alerting);
          if (alert) outcome.raised.push(alert);
        }
        start = end;
      }
      return outcome;
    });
  }

  async hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]> {
    return this.#days.get(`${deviceId} ${starts}`, () => this.#readHours(deviceId, starts));
  }

  #readHours(deviceId: string, starts: readonly number[]): readonly HourTotal[] {
    return translateSqliteErrors(this.#db, () => {
      const rows = this.#totalsOf(starts.length).all(deviceId, ...starts);
      return (rows as unknown as bigint[][]).map(([hour, total, readings]) => ({
        hour: Number(hour),
        total: total!,
        readings: Number(readings),
      }));
    });
  }

  #totalsOf(hours: number): StatementSync {
    let statement = this.#totals.get(hours);
    if (!statement) {
      statement = this.#db.prepare(`
        SELECT hour, total, readings FROM hourly_consumption
        WHERE device_id = ? AND hour IN (${Array(hours).fill('?').join()}) ORDER BY hour`);
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
      this.#totals.set(hours, statement);
    }
    return statement;
  }

  /** Records `readings[start…end)`, which all belong to one hour of one device. */
  #recordHour(
    readings: readonly HourReading[],
    start: number,
    end: number,
    outcome: Outcome,
  ): ChangedHour | undefined {
    const { hour: hourStart, deviceId } = readings[start]!;
    const row = this.#find.get(hourStart, deviceId) as { energies: string } | undefined;
    const hour = hourOf(row ? JSON.parse(row.energies) : {});
    let changed = false;
    for (let index = start; index < end; index++) {
      changed = put(readings[index]!, hour, outcome) || changed;
    }
    if (!changed) return undefined;
    const energies = JSON.stringify(hour.energies);
    if (row) this.#update.run(hour.total, hour.readings, energies, hourStart, deviceId);
    else this.#insert.run(hourStart, deviceId, hour.total, hour.readings, energies);
    return { deviceId, hour: hourStart, total: BigInt(hour.total), readings: hour.readings };
  }

  #raise(hour: ChangedHour, alerting: Alerting): Alert | undefined {
    const rule = alerting.ruleOf(hour.deviceId, hour.hour);
    if (!rule || hour.total <= rule.limit) return undefined;
    return this.#alerts.raise(hour, rule, alerting);
  }
}

function nothing(): Outcome {
  return { recorded: 0, corrected: 0, repeated: 0, outOfRange: [], changed: [], raised: [] };
}

/** A copy in which the readings of one row are together, in the order in which they came. */
function inOrderOfRows(readings: readonly HourReading[]): readonly HourReading[] {
  return readings.toSorted(
    (a, b) => a.hour - b.hour || (a.deviceId < b.deviceId ? -1 : a.deviceId > b.deviceId ? 1 : 0),
  );
}

function endOfHour(readings: readonly HourReading[], start: number): number {
  const { hour, deviceId } = readings[start]!;
  let end = start + 1;
  while (readings[end]?.hour === hour && readings[end]?.deviceId === deviceId) end += 1;
  return end;
}
