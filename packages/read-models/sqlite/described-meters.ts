import type { StatementSync } from 'node:sqlite';
import type { EmbeddedDatabase } from '@energy/engines';
import {
  DecisionsOutdated,
  type DescribedMeter,
  type Placement,
  placeEdits,
  placementOf,
} from '../described-meter.ts';
import { NO_EDITS } from '../hour-edits.ts';
import { editsOf } from '../hour-record.ts';
import type { ChangedHour } from '../hourly-consumption.ts';
import { editsByHour, hoursToRecount, isRecounted, type RecountedHour } from '../recount.ts';
import { recountAsDescribed } from '../recount-as-described.ts';
import type { HourSpan } from '../register-window.ts';
import { HOUR_TABLE, type HourTable, type HourWriter, hourOfBlock, placeOf } from './hour-table.ts';
import type { RegisterMeters } from './register-recording.ts';

/**
 * The descriptions of meters that were changed after their devices had readings. `changes` counts the descriptions by
 * which readings were placed before.
 */
export const DESCRIBED_METERS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS described_meters_1 (
    device INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    reads TEXT NOT NULL,
    is_end_stamped INTEGER NOT NULL,
    time_zone TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS described_meters_1_changes (changes INTEGER NOT NULL) STRICT;
`;
export const DESCRIBED_METERS_FIRST_ROWS = { described_meters_1_changes: [0] };

export interface RecountContext {
  readonly writer: HourWriter;
  readonly recordStart: number | undefined;
  readonly onChanged: (changed: ChangedHour) => void;
}

/** Counts the readings of devices again when their meters are described otherwise, within transactions of the caller. */
export class DescribedMeters {
  readonly #table: HourTable;
  readonly #registerMeters: RegisterMeters;
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #changes: StatementSync;
  readonly #addChange: StatementSync;
  readonly #extent: StatementSync;

  constructor(db: EmbeddedDatabase, table: HourTable, registerMeters: RegisterMeters) {
    this.#table = table;
    this.#registerMeters = registerMeters;
    this.#find = db.prepare('SELECT * FROM described_meters_1 WHERE device = ?');
    this.#put = db.prepare('INSERT OR REPLACE INTO described_meters_1 VALUES (?, ?, ?, ?, ?)');
    this.#changes = db.prepare('SELECT changes FROM described_meters_1_changes');
    this.#addChange = db.prepare('UPDATE described_meters_1_changes SET changes = changes + 1');
    this.#extent = db.prepare(`
      SELECT (SELECT min(key) FROM ${HOUR_TABLE}) AS first,
             (SELECT max(key) FROM ${HOUR_TABLE}) AS last`);
  }

  /** Number of changes so far: readings that were placed before the last one are refused. */
  changes(): number {
    return this.#changes.get()!.changes as number;
  }

  /** Has readings placed again that were placed by earlier descriptions. */
  addChange(): void {
    this.#addChange.run();
  }

  placements(deviceIds: Iterable<string>): ReadonlyMap<string, Placement> {
    const placements = new Map<string, Placement>();
    for (const deviceId of deviceIds) {
      const device = this.#table.devices.find(deviceId);
      const row = device === undefined ? undefined : this.#find.get(device);
      if (!row) continue;
      placements.set(deviceId, {
        timeZone: row.time_zone as string,
        reads: row.reads as Placement['reads'],
        isEndStamped: row.is_end_stamped === 1,
      });
    }
    return placements;
  }

  /** This description of a device, or one of a later revision, was applied before. */
  isApplied(device: number, revision: number): boolean {
    const stored = this.#find.get(device);
    return stored !== undefined && (stored.revision as number) >= revision;
  }

  /**
   * Counts the readings of a device as its meter is described.
   *
   * @throws DecisionsOutdated
   */
  apply(meter: DescribedMeter, device: number, context: RecountContext): void {
    const { timeZone, reads, isEndStamped } = placementOf(meter);
    this.#put.run(device, meter.revision, reads, isEndStamped ? 1 : 0, timeZone);
    this.addChange();
    const extent = this.#recount(meter, device, context);
    this.#registerMeters.remove(device);
    const { register } = meter;
    if (!register || !extent) return;
    const { from: first, to: last } = extent;
    this.#registerMeters.put(device, { first, last, meter: register, timeZone });
  }

  #recount(meter: DescribedMeter, device: number, context: RecountContext): HourSpan | undefined {
    const { first, last } = this.#extent.get() as { first: number | null; last: number };
    if (first === null) return undefined;
    const { deviceId } = meter;
    const placements = new Map([[deviceId, placementOf(meter)]]);
    const edits = editsByHour(placeEdits(meter.edits, placements));
    const { recordStart = Number.NEGATIVE_INFINITY } = context;
    const recount = recountAsDescribed({ meter, edits, recordStart });
    const decidedTo = meter.edits.at(-1)?.revision ?? NO_EDITS.revision;
    const stored = { first: hourOfBlock(first).hour, last: hourOfBlock(last).hour };
    for (const start of hoursToRecount(stored, { meter, edits })) {
      const { key, slot } = placeOf(start, device);
      const hour = this.#table.blockAt(key)[slot];
      const applied = hour && editsOf(hour.cells);
      if (applied && applied.revision > decidedTo) throw new DecisionsOutdated(deviceId);
      this.#store(recount.take(start, hour), { deviceId, device, context });
    }
    this.#store(recount.end(), { deviceId, device, context });
    return recount.extent;
  }

  #store(
    hours: readonly RecountedHour[],
    { deviceId, device, context }: { deviceId: string; device: number; context: RecountContext },
  ): void {
    for (const each of hours) {
      if (isRecounted(each)) continue;
      const { start, after } = each;
      const { key, slot } = placeOf(start, device);
      context.writer.change(key, (block) => {
        block[slot] = after;
        return true;
      });
      const { total = 0, readings = 0 } = after ?? {};
      context.onChanged({ deviceId, hour: start, total: BigInt(total), readings });
    }
  }
}
