import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { DEVICES_OF_A_BLOCK } from './hour-blocks.ts';

/**
 * The time zone of each device with readings, empty if it is not known yet. Days contain the hours of a device only
 * if it is `built`.
 */
export const DAY_ZONES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS daily_time_zones_1 (
    device INTEGER PRIMARY KEY,
    time_zone TEXT NOT NULL,
    built INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS daily_time_zones_unbuilt ON daily_time_zones_1 (device) WHERE built = 0;
`;

/** Instead of the zone of a device whose hours no stored day contains. */
export const NOT_BUILT = '';

export interface UnbuiltDevice {
  readonly device: number;
  /** Empty if it is not known yet. */
  readonly timeZone: string;
}

/** The time zones by which days are stored, by the number of the device. */
export class DayZones {
  readonly #find: StatementSync;
  readonly #ofBlock: StatementSync;
  readonly #put: StatementSync;
  readonly #unbuilt: StatementSync;
  /** Only zones by which days are built, which change seldom. */
  #cache: string[] = [];
  /** Each name once: many devices have few zones, and the same string compares faster. */
  readonly #names = new Map<string, string>();
  #changes = 0;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT 1 FROM daily_time_zones_1 WHERE device = ?');
    this.#ofBlock = db.prepare(`
      SELECT device, time_zone FROM daily_time_zones_1 WHERE device BETWEEN ? AND ? AND built = 1`);
    this.#put = db.prepare('INSERT OR REPLACE INTO daily_time_zones_1 VALUES (?, ?, ?)');
    this.#unbuilt = db.prepare(`
      SELECT device, time_zone AS timeZone FROM daily_time_zones_1 INDEXED BY daily_time_zones_unbuilt
      WHERE built = 0 AND device > ? ORDER BY device LIMIT ?`);
  }

  /** Reads the zone by which the days of a device are built: {@link NOT_BUILT}, or `undefined` without a row. */
  of(device: number): string | undefined {
    const cached = this.#cache[device];
    if (cached !== undefined) return cached;
    this.#readBlock(device - (device % DEVICES_OF_A_BLOCK));
    return this.#cache[device] ?? (this.#find.get(device) ? NOT_BUILT : undefined);
  }

  /** Stores the zone of a device whose hours the days contain, within the caller's transaction. */
  putBuilt(device: number, timeZone: string): void {
    this.#put.run(device, timeZone, 1);
  }

  /** Stores the zone of a device whose hours no day contains, within the caller's transaction. */
  putUnbuilt({ device, timeZone }: UnbuiltDevice): void {
    this.#put.run(device, timeZone, 0);
  }

  /** Reads the first devices after a number whose hours no day contains. */
  unbuiltAfter(device: number, limit: number): readonly UnbuiltDevice[] {
    return this.#unbuilt.all(device, limit) as unknown as UnbuiltDevice[];
  }

  /** Forgets the cached zones if any has changed since the last call. */
  noteChanges(changes: number): void {
    if (changes !== this.#changes) this.forget();
    this.#changes = changes;
  }

  /** Forgets the cached zones: some may have been rolled back. */
  forget(): void {
    this.#cache = [];
  }

  #readBlock(first: number): void {
    for (const row of this.#ofBlock.iterate(first, first + DEVICES_OF_A_BLOCK - 1)) {
      this.#cache[row.device as number] = this.#nameOf(row.time_zone as string);
    }
  }

  #nameOf(timeZone: string): string {
    const known = this.#names.get(timeZone);
    if (known === undefined) this.#names.set(timeZone, timeZone);
    return known ?? timeZone;
  }
}
