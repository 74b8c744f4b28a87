import type {
  DatabaseSync,
  SQLInputValue,
  SQLOutputValue,
  StatementResultingChanges,
  StatementSync,
} from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import {
  ALERT_ATTRIBUTES,
  type Alert,
  type Alerting,
  type AlertListOptions,
  type AlertRule,
  type AlertsOfHour,
  type AlertsReadModel,
  alertId,
  type BudgetAlert,
  type BudgetAlertRequest,
  type BudgetForecast,
  budgetAlertId,
  hourOfRaising,
  isLate,
  type ListedAlert,
} from '../alerts.ts';
import type { ChangedHour, HourTotal, MarkedHour } from '../hourly-consumption.ts';
import { Columns } from './columns.ts';
import { asArrays } from './table-generation.ts';

const columns = new Columns(ALERT_ATTRIBUTES, { names: { limit: 'energy_limit' } });

/**
 * Numbers are in the order of commits: one transaction writes at a time, and `AUTOINCREMENT` never repeats one. An
 * hour that already has an alert can use up a number. The alert of a budget has its id in place of a device, and the hour
 * in which it was raised.
 */
export const ALERTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS alerts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    ${columns.schema},
    told INTEGER NOT NULL DEFAULT 0,
    budget TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS alerts_of_hours ON alerts (device_id, hour);
  CREATE INDEX IF NOT EXISTS alerts_by_owner ON alerts (owner_id, number, late, hour);
  CREATE INDEX IF NOT EXISTS alerts_by_hour ON alerts (hour);
  CREATE INDEX IF NOT EXISTS alerts_in_time ON alerts (number) WHERE late = 0;
  CREATE INDEX IF NOT EXISTS alerts_untold ON alerts (number) WHERE late = 0 AND told = 0;
`;

/** Adds what tables of earlier releases lack. */
export function extendAlerts(db: DatabaseSync): void {
  const names = db.prepare('SELECT name FROM pragma_table_info(?)').all('alerts');
  if (!names.some(({ name }) => name === 'budget')) {
    db.exec('ALTER TABLE alerts ADD COLUMN budget TEXT');
  }
  db.exec(`CREATE UNIQUE INDEX IF NOT EXISTS alerts_of_budgets ON alerts (device_id)
    WHERE budget IS NOT NULL`);
}

/** Reads the current totals and marks of hours. */
export interface AlertHours {
  totals(deviceId: string, starts: readonly number[]): readonly HourTotal[];
  marks(deviceId: string, starts: readonly number[]): readonly MarkedHour[];
}

/** A condition and its parameters. One with an undefined parameter is left out. */
type Condition = readonly [condition: string, ...parameters: (SQLInputValue | undefined)[]];

interface Selection {
  /** Which index finds the numbers. */
  readonly source: string;
  readonly conditions: readonly Condition[];
  readonly order: 'ASC' | 'DESC';
  readonly limit: number;
}

export class SqliteAlerts implements AlertsReadModel {
  readonly #db: DatabaseSync;
  readonly #hours: AlertHours;
  readonly #insert: StatementSync;
  readonly #last: StatementSync;
  readonly #countAfter: StatementSync;
  readonly #countOfOwnerAfter: StatementSync;
  readonly #countByHour: StatementSync;
  readonly #countUnpublished: StatementSync;
  readonly #markPublished: StatementSync;
  /** By their SQL: there are few. */
  readonly #lists = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, hours: AlertHours) {
    this.#db = db;
    this.#hours = hours;
    this.#insert = db.prepare(`
      INSERT INTO alerts (number, ${columns.names}, budget)
      SELECT 1 + max(?, coalesce(max(seq), 0)), ${columns.names.map(() => '?')}, ?
      FROM sqlite_sequence WHERE name = 'alerts'
      ON CONFLICT DO NOTHING`);
    this.#last = db.prepare('SELECT coalesce(max(number), 0) AS number FROM alerts');
    this.#countAfter = db.prepare(
      'SELECT count(*) AS count FROM alerts INDEXED BY alerts_in_time WHERE late = 0 AND number > ?',
    );
    this.#countOfOwnerAfter = db.prepare(
      'SELECT count(*) AS count FROM alerts WHERE number > ? AND owner_id = ? AND late = 0',
    );
    this.#countByHour = db.prepare(`
      SELECT hour, count(*) AS count FROM (
        SELECT hour FROM alerts INDEXED BY alerts_by_hour WHERE hour >= ? ORDER BY hour DESC LIMIT ?)
      GROUP BY hour`);
    this.#countUnpublished = db.prepare(
      'SELECT count(*) AS count FROM alerts INDEXED BY alerts_untold WHERE late = 0 AND told = 0',
    );
    this.#markPublished = db.prepare(
      'UPDATE alerts SET told = 1 WHERE number IN (SELECT value FROM json_each(?))',
    );
  }

  /** Raises the alert of an hour, within the caller's transaction; `undefined` where the hour has one already. */
  raise(
    { deviceId, hour, total }: ChangedHour,
    { limit, ownerId }: AlertRule,
    { now, numbersAbove = 0 }: Alerting,
  ): Alert | undefined {
    const alert = { deviceId, hour, ownerId, limit, raisedAt: now, late: isLate(hour, now) };
    const number = this.#number(this.#insert.run(numbersAbove, ...columns.toValues(alert), null));
    return number === undefined
      ? undefined
      : { ...alert, id: alertId(deviceId, hour), number, total };
  }

  async raiseBudgetAlert({
    ownerId,
    budget,
    raisedAt,
    numbersAbove = 0,
  }: BudgetAlertRequest): Promise<BudgetAlert | undefined> {
    const id = budgetAlertId(ownerId, budget);
    const hour = hourOfRaising(raisedAt);
    const alert = { deviceId: id, hour, ownerId, limit: 0, raisedAt, late: false };
    const values = [...columns.toValues(alert), JSON.stringify(budget)];
    const inserted = await transact(this.#db, () => this.#insert.run(numbersAbove, ...values));
    const number = this.#number(inserted);
    return number === undefined
      ? undefined
      : { id, number, ownerId, raisedAt, late: false, budget };
  }

  /** @returns `undefined` where the row was there already */
  #number({ changes, lastInsertRowid }: StatementResultingChanges): number | undefined {
    return changes === 0 ? undefined : Number(lastInsertRowid);
  }

  async list(options: AlertListOptions): Promise<readonly ListedAlert[]> {
    const { limit, before, ownerId, deviceId, from, to } = options;
    const conditions: Condition[] = [
      ['device_id = ?', deviceId],
      ['owner_id = ?', ownerId],
      ['number < ?', before],
      ['hour >= ?', from],
      ['hour < ?', to],
    ];
    return this.#select({ source: sourceOf(options), conditions, order: 'DESC', limit });
  }

  async after(
    number: number,
    { limit, ownerId }: { readonly limit: number; readonly ownerId?: string | undefined },
  ): Promise<readonly ListedAlert[]> {
    const conditions: Condition[] = [
      ['owner_id = ?', ownerId],
      ['number > ?', number],
      ['late = 0'],
    ];
    const index = ownerId === undefined ? 'alerts_in_time' : 'alerts_by_owner';
    return this.#select({ source: `INDEXED BY ${index}`, conditions, order: 'ASC', limit });
  }

  async unpublished(limit: number): Promise<readonly ListedAlert[]> {
    const conditions: Condition[] = [['late = 0'], ['told = 0']];
    return this.#select({ source: 'INDEXED BY alerts_untold', conditions, order: 'ASC', limit });
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

  async countByHour(from: number, max: number): Promise<readonly AlertsOfHour[]> {
    const rows = translateSqliteErrors(this.#db, () => this.#countByHour.all(from, max));
    const counts = rows.map(({ hour, count }) => ({
      hour: hour as number,
      count: count as number,
    }));
    return counts.sort((one, other) => one.hour - other.hour);
  }

  async countUnpublished(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#countUnpublished.get()!.count as number);
  }

  async markPublished(numbers: readonly number[]): Promise<void> {
    if (numbers.length === 0) return;
    await transact(this.#db, () => this.#markPublished.run(JSON.stringify(numbers)));
  }

  /** Finds numbers in an index, then the alerts, then the totals and marks of their hours. */
  #select({ source, conditions, order, limit }: Selection): readonly ListedAlert[] {
    const given = conditions.filter(([, ...parameters]) => !parameters.includes(undefined));
    const where = given.map(([condition]) => condition).join(' AND ') || 'true';
    const sql = `
      SELECT ${columns.names}, number, budget FROM alerts WHERE number IN (
        SELECT number FROM alerts ${source} WHERE ${where} ORDER BY number ${order} LIMIT ?)
      ORDER BY number ${order}`;
    const parameters = given.flatMap(([, ...values]) => values as SQLInputValue[]);
    const stored = translateSqliteErrors(this.#db, () =>
      this.#statement(sql).all(...parameters, limit),
    );
    return (stored as unknown as SQLOutputValue[][]).map((values) => this.#toAlert(values));
  }

  #toAlert(values: readonly SQLOutputValue[]): ListedAlert {
    const alert = columns.toRow(values);
    const { deviceId, hour, ownerId, raisedAt, late } = alert;
    const [number, stored] = values.slice(-2);
    if (stored !== null && ownerId !== undefined) {
      const budget = JSON.parse(stored as string) as BudgetForecast;
      return { id: deviceId, number: Number(number), ownerId, raisedAt, late, budget };
    }
    // An alert is stored with its hour, whose energy may become unknown later.
    const total = this.#hours.totals(deviceId, [hour])[0]?.total ?? 0n;
    const marks = this.#hours.marks(deviceId, [hour])[0];
    return {
      ...alert,
      id: alertId(deviceId, hour),
      number: Number(number),
      total,
      ...(marks?.isEstimated && { isEstimated: true }),
    };
  }

  #statement(sql: string): StatementSync {
    let statement = this.#lists.get(sql);
    if (!statement) {
      statement = asArrays(this.#db.prepare(sql));
      statement.setReadBigInts(true);
      this.#lists.set(sql, statement);
    }
    return statement;
  }
}

/** Chooses the index in which a list reads no other entries than its own. */
function sourceOf({ deviceId, ownerId, from, to }: AlertListOptions): string {
  if (deviceId !== undefined) return 'INDEXED BY alerts_of_hours';
  if (ownerId !== undefined) return 'INDEXED BY alerts_by_owner';
  if (from !== undefined || to !== undefined) return 'INDEXED BY alerts_by_hour';
  return 'NOT INDEXED';
}
