import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isMarked } from '../hour-record.ts';
import type { HourMarks, MarkedHour } from '../hourly-consumption.ts';

/** Marked hours are few, and those of a year are found here without reading all of its hours. */
export const MARKED_HOURS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS marked_hours_1 (
    device INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    marks INTEGER NOT NULL,
    PRIMARY KEY (device, hour)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS marked_hours_1_listed (through INTEGER NOT NULL) STRICT;
`;

const ESTIMATED = 1;
const PARTLY_UNKNOWN = 2;
/** The number of suspect readings is above the flags. */
const SUSPECT = 4;

/** An hour of a device, by the number of the device. */
interface DeviceHour {
  readonly device: number;
  /** Its start: milliseconds since 1970, UTC. */
  readonly hour: number;
}

/** The hours of devices that have marks. */
export class MarkedHours {
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #between: StatementSync;
  readonly #listed: StatementSync;
  readonly #setListed: StatementSync;
  readonly #insertListed: StatementSync;

  constructor(db: DatabaseSync) {
    this.#put = db.prepare('INSERT OR REPLACE INTO marked_hours_1 VALUES (?, ?, ?)');
    this.#delete = db.prepare('DELETE FROM marked_hours_1 WHERE device = ? AND hour = ?');
    this.#between = db.prepare(`
      SELECT hour, marks FROM marked_hours_1 WHERE device = ? AND hour >= ? AND hour < ? ORDER BY hour`);
    this.#listed = db.prepare('SELECT through FROM marked_hours_1_listed');
    this.#setListed = db.prepare('UPDATE marked_hours_1_listed SET through = ?');
    this.#insertListed = db.prepare('INSERT INTO marked_hours_1_listed VALUES (?)');
  }

  /**
   * The key up to which the hours of an earlier release, which did not list them, are listed: those that change are in
   * any case. `undefined` before the first.
   */
  listedThrough(): number | undefined {
    return this.#listed.get()?.through as number | undefined;
  }

  /** Lists hours as they are stored, up to a key, within the caller's transaction. */
  list(hours: Iterable<DeviceHour & { readonly marks: HourMarks }>, through: number): void {
    for (const { device, hour, marks } of hours) this.#put.run(device, hour, encode(marks));
    if (this.#setListed.run(through).changes === 0) this.#insertListed.run(through);
  }

  /** Stores the marks of an hour that had others, within the caller's transaction. */
  change({ device, hour }: DeviceHour, before: HourMarks, after: HourMarks): void {
    const marks = encode(after);
    if (marks === encode(before)) return;
    if (isMarked(after)) this.#put.run(device, hour, marks);
    else this.#delete.run(device, hour);
  }

  /** Reads the marked hours that start in a span of time, in order. */
  between(device: number, from: number, until: number): readonly MarkedHour[] {
    return this.#between.all(device, from, until).map(({ hour, marks }) => ({
      hour: hour as number,
      ...decode(marks as number),
    }));
  }
}

function encode({ isEstimated, isPartlyUnknown, suspect }: HourMarks): number {
  return (isEstimated ? ESTIMATED : 0) + (isPartlyUnknown ? PARTLY_UNKNOWN : 0) + suspect * SUSPECT;
}

function decode(marks: number): HourMarks {
  return {
    isEstimated: (marks & ESTIMATED) !== 0,
    suspect: Math.floor(marks / SUSPECT),
    ...((marks & PARTLY_UNKNOWN) !== 0 && { isPartlyUnknown: true }),
  };
}
