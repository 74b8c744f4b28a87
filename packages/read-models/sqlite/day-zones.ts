import type { StatementSync } from 'node:sqlite';
import type { EmbeddedDatabase } from '@energy/engines';
import { ByteReader, ByteWriter } from '../hour-bytes.ts';
import { DEVICES_OF_A_BLOCK } from './hour-blocks.ts';

/**
 * The time zone of each device with readings, empty if it is not known yet. Days contain the hours of a device only
 * if it is built. A row holds the devices of a block: {@link encodeZones}.
 */
export const DAY_ZONES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS daily_time_zone_names_2 (
    number INTEGER PRIMARY KEY,
    time_zone TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE IF NOT EXISTS daily_time_zones_2 (
    block INTEGER PRIMARY KEY,
    unbuilt INTEGER NOT NULL,
    zones BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS daily_time_zones_2_unbuilt ON daily_time_zones_2 (block) WHERE unbuilt > 0;
`;

/** Of an earlier release, with a row and a text for each device. */
const PREVIOUS_TABLE = 'daily_time_zones_1';
/** Rows of it in memory at a time. */
const MIGRATED_AT_ONCE = 10_000;

/** Instead of the zone of a device whose hours no stored day contains. */
export const NOT_BUILT = '';

export interface DeviceZone {
  readonly device: number;
  /** Empty if it is not known yet. */
  readonly timeZone: string;
  readonly isBuilt: boolean;
}

export type UnbuiltDevice = Omit<DeviceZone, 'isBuilt'>;

/** A device of a block: the number of its zone's name, at least 1. */
interface StoredZone {
  readonly name: number;
  readonly isBuilt: boolean;
}

/** By slot. */
type ZoneBlock = (StoredZone | undefined)[];

/** The time zones by which days are stored, by the number of the device. */
export class DayZones {
  readonly #db: EmbeddedDatabase;
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #unbuilt: StatementSync;
  readonly #countUnbuilt: StatementSync;
  readonly #nameOf: StatementSync;
  readonly #numberOf: StatementSync;
  readonly #addName: StatementSync;
  /** Only zones by which days are built, which change seldom. */
  #cache: string[] = [];
  /** By number. Many devices have few zones, and the same string compares faster. */
  #names: string[] = [];
  #changes = 0;
  #rollbacks = 0;

  constructor(db: EmbeddedDatabase) {
    this.#db = db;
    this.#find = db.prepare('SELECT zones FROM daily_time_zones_2 WHERE block = ?');
    this.#put = db.prepare('INSERT OR REPLACE INTO daily_time_zones_2 VALUES (?, ?, ?)');
    this.#unbuilt = db.prepare(`
      SELECT block, zones FROM daily_time_zones_2 INDEXED BY daily_time_zones_2_unbuilt
      WHERE unbuilt > 0 AND block >= ? ORDER BY block`);
    this.#countUnbuilt = db.prepare(`
      SELECT coalesce(sum(unbuilt), 0) AS count FROM daily_time_zones_2
      INDEXED BY daily_time_zones_2_unbuilt WHERE unbuilt > 0`);
    const names = 'daily_time_zone_names_2';
    this.#nameOf = db.prepare(`SELECT time_zone AS name FROM ${names} WHERE number = ?`);
    this.#numberOf = db.prepare(`SELECT number FROM ${names} WHERE time_zone = ?`);
    this.#addName = db.prepare(`INSERT INTO ${names} (time_zone) VALUES (?) RETURNING number`);
  }

  /** Reads the zone by which the days of a device are built: {@link NOT_BUILT}, or `undefined` without a row. */
  of(device: number): string | undefined {
    // A transaction may have cached what was rolled back.
    if (this.#db.rollbacks !== this.#rollbacks) this.#forget();
    const cached = this.#cache[device];
    if (cached !== undefined) return cached;
    const { block, slot } = placeOf(device);
    const zones = this.#read(block);
    for (const [other, zone] of zones.entries()) {
      if (zone?.isBuilt) this.#cache[block * DEVICES_OF_A_BLOCK + other] = this.#name(zone.name);
    }
    return this.#cache[device] ?? (zones[slot] && NOT_BUILT);
  }

  /** Stores the zones of devices, within the caller's transaction. */
  put(devices: readonly DeviceZone[]): void {
    const numbers = new Map<string, number>();
    for (const [block, ofBlock] of Map.groupBy(devices, ({ device }) => placeOf(device).block)) {
      const zones = this.#read(block);
      for (const { device, timeZone, isBuilt } of ofBlock) {
        const name = numbers.get(timeZone) ?? this.#number(timeZone);
        numbers.set(timeZone, name);
        zones[placeOf(device).slot] = { name, isBuilt };
      }
      const unbuilt = zones.filter((zone) => zone && !zone.isBuilt).length;
      this.#put.run(block, unbuilt, encodeZones(zones));
    }
  }

  /** Reads the first devices after a number whose hours no day contains. */
  unbuiltAfter(device: number, limit: number): readonly UnbuiltDevice[] {
    const found: UnbuiltDevice[] = [];
    const first = device + 1;
    for (const row of this.#unbuilt.iterate(placeOf(first).block)) {
      for (const [slot, zone] of decodeZones(row.zones as Uint8Array).entries()) {
        const number = (row.block as number) * DEVICES_OF_A_BLOCK + slot;
        if (!zone || zone.isBuilt || number < first) continue;
        found.push({ device: number, timeZone: this.#name(zone.name) });
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** Counts the devices whose hours no day contains. */
  countUnbuilt(): number {
    return this.#countUnbuilt.get()!.count as number;
  }

  /** Forgets the cached zones if any has changed since the last call. */
  noteChanges(changes: number): void {
    if (changes !== this.#changes) this.#forget();
    this.#changes = changes;
  }

  #forget(): void {
    this.#cache = [];
    this.#names = [];
    this.#rollbacks = this.#db.rollbacks;
  }

  #read(block: number): ZoneBlock {
    const row = this.#find.get(block);
    return row ? decodeZones(row.zones as Uint8Array) : [];
  }

  #name(number: number): string {
    this.#names[number] ??= this.#nameOf.get(number)!.name as string;
    return this.#names[number];
  }

  /** Not cached: the name may be added, and rolled back. */
  #number(timeZone: string): number {
    const row = this.#numberOf.get(timeZone) ?? this.#addName.get(timeZone)!;
    return row.number as number;
  }
}

/** Takes the zones of an earlier release over, within the caller's transaction. */
export function migrateDayZones(db: EmbeddedDatabase): void {
  const exists = db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(PREVIOUS_TABLE);
  if (!exists) return;
  const zones = new DayZones(db);
  const next = db.prepare(`
    SELECT device, time_zone AS timeZone, built FROM ${PREVIOUS_TABLE}
    WHERE device > ? ORDER BY device LIMIT ${MIGRATED_AT_ONCE}`);
  const rowsAfter = (device: number) =>
    next.all(device) as unknown as (UnbuiltDevice & { readonly built: number })[];
  for (let rows = rowsAfter(-1); rows.length > 0; rows = rowsAfter(rows.at(-1)!.device)) {
    zones.put(rows.map((row) => ({ ...row, isBuilt: row.built === 1 })));
  }
  db.exec(`DROP TABLE ${PREVIOUS_TABLE}`);
}

function placeOf(device: number): { readonly block: number; readonly slot: number } {
  const slot = device % DEVICES_OF_A_BLOCK;
  return { block: (device - slot) / DEVICES_OF_A_BLOCK, slot };
}

const writer = new ByteWriter();

/** For each slot, 0 without a device; otherwise twice the number of the zone's name, and 1 more if it is built. */
function encodeZones(zones: ZoneBlock): Uint8Array {
  writer.clear();
  for (let slot = 0; slot < zones.length; slot++) {
    const zone = zones[slot];
    writer.writeNumber(zone ? zone.name * 2 + Number(zone.isBuilt) : 0);
  }
  return writer.written();
}

function decodeZones(bytes: Uint8Array): ZoneBlock {
  const zones: ZoneBlock = [];
  const reader = new ByteReader(bytes);
  for (let slot = 0; !reader.isAtEnd; slot++) {
    const stored = reader.readNumber();
    if (stored > 0) zones[slot] = { name: Math.floor(stored / 2), isBuilt: stored % 2 === 1 };
  }
  return zones;
}
