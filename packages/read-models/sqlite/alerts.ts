import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import {
  type Alert,
  type Alerting,
  type AlertListOptions,
  type AlertRule,
  type AlertsReadModel,
  alertId,
  isLate,
} from '../alerts.ts';
import type { ChangedHour, HourTotal } from '../hourly-consumption.ts';

/**
 * An alert's total is that of its hour, and stands there alone. Numbers are given in the order of
 * commits: one transaction writes at a time, and `AUTOINCREMENT` never gives one twice. An hour whose
 * alert is there already may use a number up.
 */
export const ALERTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS alerts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    device_id TEXT NOT NULL,
    hour INTEGER NOT NULL,
    owner_id TEXT,
    energy_limit INTEGER NOT NULL,
    raised_at INTEGER NOT NULL,
    late INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS alerts_of_hours ON alerts (device_id, hour);
  CREATE INDEX IF NOT EXISTS alerts_by_owner ON alerts (owner_id, number, late, hour);
  CREATE INDEX IF NOT EXISTS alerts_by_hour ON alerts (hour);
  CREATE INDEX IF NOT EXISTS alerts_in_time ON alerts (number) WHERE late = 0;
  CREATE INDEX IF NOT EXISTS alerts_untold ON alerts (number) WHERE late = 0 AND told = 0;
`;

/** Reads what hours add up to. */
export interface HourTotals {
  totals(deviceId: string, starts: readonly number[]): readonly HourTotal[];
}

/** A condition with what stands for its question mark. One with `undefined` does not count. */
type Condition = readonly [condition: string, ...values: (SQLInputValue | undefined)[]];

interface StoredAlert {
  readonly number: bigint;
  readonly device_id: string;
  readonly hour: bigint;
  readonly owner_id: string | null;
  readonly energy_limit: bigint;
  readonly raised_at: bigint;
  readonly late: bigint;
}

export class SqliteAlerts implements AlertsReadModel {
  readonly #db: DatabaseSync;
  readonly #hours: HourTotals;
  readonly #insert: StatementSync;
  readonly #last: StatementSync;
  readonly #countAfter: StatementSync;
  readonly #countOfOwnerAfter: StatementSync;
  readonly #countUnpublished: StatementSync;
  readonly #markPublished: StatementSync;
  /** By their SQL, of which there are few. */
  readonly #lists = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, hours: HourTotals) {
    this.#db = db;
    this.#hours = hours;
    this.#insert = db.prepare(`
      INSERT INTO alerts (number, device_id, hour, owner_id, energy_limit, raised_at, late)
      SELECT 1 + max(?, coalesce(max(seq), 0)), ?, ?, ?, ?, ?, ?
      FROM sqlite_sequence WHERE name = 'alerts'
      ON CONFLICT DO NOTHING`);
    this.#last = db.prepare('SELECT coalesce(max(number), 0) AS number FROM alerts');
    this.#countAfter = db.prepare(
      'SELECT count(*) AS count FROM alerts INDEXED BY alerts_in_time WHERE late = 0 AND number > ?',
    );
    this.#countOfOwnerAfter = db.prepare(
      'SELECT count(*) AS count FROM alerts WHERE number > ? AND owner_id = ? AND late = 0',
    );
    this.#countUnpublished = db.prepare(
      'SELECT count(*) AS count FROM alerts INDEXED BY alerts_untold WHERE late = 0 AND told = 0',
    );
    this.#markPublished = db.prepare(
      'UPDATE alerts SET told = 1 WHERE number IN (SELECT value FROM json_each(?))',
    );
  }

  /** Raises the alert of an hour, within the caller's transaction; `undefined` where it has one. */
  raise(
    { deviceId, hour, total }: ChangedHour,
    { limit, ownerId }: AlertRule,
    { now, numbersAbove = 0 }: Alerting,
  ): Alert | undefined {
    const late = isLate(hour, now);
    const { changes, lastInsertRowid } = this.#insert.run(
      ...[numbersAbove, deviceId, hour, ownerId ?? null, limit, now, Number(late)],
    );
    if (changes === 0) return undefined;
    const [id, number] = [alertId(deviceId, hour), Number(lastInsertRowid)];
    return { id, number, deviceId, ownerId, hour, limit, total, raisedAt: now, late };
  }

  async list(options: AlertListOptions): Promise<readonly Alert[]> {
    const { limit, before, ownerId, deviceId, from, to } = options;
    const conditions: Condition[] = [
      ['device_id = ?', deviceId],
      ['owner_id = ?', ownerId],
      ['number < ?', before],
      ['hour >= ?', from],
      ['hour < ?', to],
    ];
    return this.#select(sourceOf(options), conditions, 'DESC', limit);
  }

  async after(
    number: number,
    { limit, ownerId }: { readonly limit: number; readonly ownerId?: string | undefined },
  ): Promise<readonly Alert[]> {
    const conditions: Condition[] = [
      ['owner_id = ?', ownerId],
      ['number > ?', number],
      ['late = 0'],
    ];
    const index = ownerId === undefined ? 'alerts_in_time' : 'alerts_by_owner';
    return this.#select(`INDEXED BY ${index}`, conditions, 'ASC', limit);
  }

  async unpublished(limit: number): Promise<readonly Alert[]> {
    const conditions: Condition[] = [['late = 0'], ['told = 0']];
    return this.#select('INDEXED BY alerts_untold', conditions, 'ASC', limit);
  }

  async last(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#last.get()!.number as number);
  }

  async countAfter(number: number, ownerId?: string): Promise<number> {
    const count = () =>
      ownerId === undefined
        ? this.#countAfter.get(number)
        : this.#countOfOwnerAfter.get(number, ownerId);
    return translateSqliteErrors(this.#db, count)!.count as number;
  }

  async countUnpublished(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#countUnpublished.get()!.count as number);
  }

  async markPublished(numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    await transact(this.#db, () => this.#markPublished.run(JSON.stringify(numbers)));
  }

  /** Finds the numbers in an index, then the alerts by their numbers, then the totals of their hours. */
  #select(
    source: string,
    conditions: readonly Condition[],
    order: 'ASC' | 'DESC',
    limit: number,
  ): readonly Alert[] {
    const given = conditions.filter(([, ...values]) => !values.includes(undefined));
    const where = given.map(([condition]) => condition).join(' AND ') || 'true';
    const sql = `
      SELECT number, device_id, hour, owner_id, energy_limit, raised_at, late
      FROM alerts WHERE number IN (
        SELECT number FROM alerts ${source} WHERE ${where} ORDER BY number ${order} LIMIT ?)
      ORDER BY number ${order}`;
    const values = given.flatMap(([, ...value]) => value as SQLInputValue[]);
    const stored = translateSqliteErrors(this.#db, () =>
      this.#statement(sql).all(...values, limit),
    );
    return (stored as unknown as StoredAlert[]).map((alert) =>
      alertOf(alert, this.#totalOf(alert)),
    );
  }

  #totalOf({ device_id: deviceId, hour }: StoredAlert): bigint {
    const [stored] = this.#hours.totals(deviceId, [Number(hour)]);
    // An alert is stored with its hour, in one transaction.
    return stored!.total;
  }

  #statement(sql: string): StatementSync {
    let statement = this.#lists.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      statement.setReadBigInts(true);
      this.#lists.set(sql, statement);
    }
    return statement;
  }
}

/** The index that has what a list asks for: no other entries than those of the list are looked at. */
function sourceOf({ deviceId, ownerId, from, to }: AlertListOptions): string {
  if (deviceId !== undefined) return 'INDEXED BY alerts_of_hours';
  if (ownerId !== undefined) return 'INDEXED BY alerts_by_owner';
  if (from !== undefined || to !== undefined) return 'INDEXED BY alerts_by_hour';
  return 'NOT INDEXED';
}

function alertOf(stored: StoredAlert, total: bigint): Alert {
  const { device_id: deviceId, owner_id: ownerId } = stored;
  const hour = Number(stored.hour);
  return {
    id: alertId(deviceId, hour),
    number: Number(stored.number),
    deviceId,
    ownerId: ownerId ?? undefined,
    hour,
    limit: Number(stored.energy_limit),
    total,
    raisedAt: Number(stored.raised_at),
    late: stored.late === 1n,
  };
}
