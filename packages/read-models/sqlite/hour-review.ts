import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact, translateSqliteErrors } from '@energy/engines';
import { type Hour, hourOf } from '../hour.ts';
import {
  type HourKey,
  type HourReview,
  hourKey,
  hourOfKey,
  READINGS_AT_ONCE,
  type ReviewedHours,
  type WrongHour,
} from '../hour-review.ts';
import { Checkpoint } from './checkpoint.ts';

/** A total beyond what a number is exact for comes as a text. */
type StoredHour = [
  hour: number,
  deviceId: string,
  total: number | string,
  readings: number,
  energies: string,
];

/** An hour that is wrong, with the energies that were added up. */
interface WrongRow {
  readonly hour: WrongHour;
  readonly energies: string;
}

export class SqliteHourReview implements HourReview {
  readonly name = 'hourly_consumption';
  readonly #db: DatabaseSync;
  readonly #after: StatementSync;
  readonly #find: StatementSync;
  readonly #correct: StatementSync;
  readonly #count: StatementSync;
  readonly #extent: StatementSync;
  readonly #rebuilt: Checkpoint;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#after = db.prepare(`
      SELECT hour, device_id, iif(abs(total) < 1 << 53, total, CAST(total AS TEXT)), readings, energies
      FROM hourly_consumption WHERE (hour, device_id) > (?, ?) ORDER BY hour, device_id`);
    this.#after.setReturnArrays(true);
    this.#find = db.prepare(
      'SELECT energies FROM hourly_consumption WHERE hour = ? AND device_id = ?',
    );
    this.#correct = db.prepare(`
      UPDATE hourly_consumption SET total = ?, readings = ?
      WHERE hour = ? AND device_id = ? AND energies = ?`);
    this.#count = db.prepare('SELECT count(*) AS count FROM hourly_consumption');
    this.#extent = db.prepare(`
      SELECT (SELECT min(hour) FROM hourly_consumption) AS first,
             (SELECT max(hour) FROM hourly_consumption) AS last`);
    this.#rebuilt = new Checkpoint(db, this.name);
  }

  async next(after: HourKey | undefined): Promise<ReviewedHours> {
    return this.#look(after).reviewed;
  }

  /** Others may write while hours are added up: only what is wrong is written, and where it has come. */
  async rebuildNext(): Promise<ReviewedHours> {
    const { reviewed, wrong } = this.#look(await this.rebuiltTo());
    await transact(this.#db, () => {
      for (const row of wrong) this.#setRight(row);
      if (reviewed.end === undefined) this.#rebuilt.forget();
      else this.#rebuilt.advance(reviewed.end);
    });
    return reviewed;
  }

  async rebuiltTo(): Promise<HourKey | undefined> {
    return this.#rebuilt.position();
  }

  async beginAnew(): Promise<void> {
    await transact(this.#db, () => this.#rebuilt.forget());
  }

  async count(): Promise<number> {
    return translateSqliteErrors(this.#db, () => this.#count.get()!.count as number);
  }

  async extent(): Promise<{ first: number; last: number } | undefined> {
    const { first, last } = translateSqliteErrors(this.#db, () => this.#extent.get()!);
    return first === null ? undefined : { first: first as number, last: last as number };
  }

  #look(after: HourKey | undefined): { reviewed: ReviewedHours; wrong: WrongRow[] } {
    const from = after === undefined ? [Number.MIN_SAFE_INTEGER, ''] : keyed(hourOfKey(after));
    const wrong: WrongRow[] = [];
    let [hours, readings, end] = [0, 0, undefined as StoredHour | undefined];
    translateSqliteErrors(this.#db, () => {
      for (const row of this.#after.iterate(...from) as Iterable<unknown>) {
        end = row as StoredHour;
        const computed = hourOf(JSON.parse(end[4]));
        if (!isRight(end, computed)) wrong.push(wrongRow(end, computed));
        hours += 1;
        readings += computed.readings;
        if (readings >= READINGS_AT_ONCE) break;
      }
    });
    const reviewed = {
      ...{ hours, readings, wrong: wrong.map(({ hour }) => hour) },
      end: end && hourKey(end[1], end[0]),
    };
    return { reviewed, wrong };
  }

  /** Within the caller's transaction. */
  #setRight({ hour, energies }: WrongRow): void {
    const { total, readings } = hour.computed;
    if (this.#correct.run(total, readings, ...keyed(hour), energies).changes > 0) return;
    // A reading was recorded meanwhile, in a total that may be as wrong.
    const now = this.#find.get(...keyed(hour))!.energies as string;
    const sum = hourOf(JSON.parse(now));
    this.#correct.run(sum.total, sum.readings, ...keyed(hour), now);
  }
}

function keyed({ hour, deviceId }: { hour: number; deviceId: string }): [number, string] {
  return [hour, deviceId];
}

function isRight([, , total, readings]: StoredHour, computed: Hour): boolean {
  // A number is compared with a number: most totals are, and bigints are slow.
  const isSame =
    typeof total === 'number' ? total === computed.total : BigInt(total) === computed.total;
  return isSame && readings === computed.readings;
}

function wrongRow(
  [hour, deviceId, total, readings, energies]: StoredHour,
  computed: Hour,
): WrongRow {
  const stored = { total: BigInt(total), readings };
  const sum = { total: BigInt(computed.total), readings: computed.readings };
  return { hour: { deviceId, hour, stored, computed: sum }, energies };
}
