import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  compactId,
  expandId,
  IdSlots,
  lruCache,
  NumberColumn,
  translateSqliteErrors,
} from '@energy/engines';

/** The number of a device inside the read models takes the place of its id in the key of its hours. */
export const HOUR_DEVICES_SCHEMA = `
  CREATE TABLE IF NOT EXISTS hour_devices (
    id ANY PRIMARY KEY,
    number INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS hour_devices_count (devices INTEGER NOT NULL) STRICT;
`;
export const HOUR_DEVICES_FIRST_ROWS = { hour_devices_count: [0] };

/** Maximum number of cached devices, which take some 30 bytes each; others are looked up. */
const MAX_CACHED = 16_000_000;

/** Some hundred times the devices of a list of the largest consumers. */
const ID_CACHE_SIZE = 10_000;

/** Numbers of devices in one write transaction. */
export interface DeviceAssignment {
  numberOf(deviceId: string, timeZone?: string): number;
  store(): void;
  /** Call it after the transaction was committed. */
  commit(): void;
}

/** Assigns each device a number when its first reading is recorded: 0, 1, 2… It never changes. */
export class HourDevices {
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #count: StatementSync;
  readonly #setCount: StatementSync;
  readonly #some: StatementSync;
  readonly #all: StatementSync;
  readonly #cached = new IdSlots();
  /** The numbers of cached devices, by slot. */
  readonly #numbers = new NumberColumn(Uint32Array);
  /** By number. */
  #ids: string[] = [];
  /** By number, those that were asked for last. */
  readonly #idCache = lruCache<number, string>(ID_CACHE_SIZE);

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare('SELECT number FROM hour_devices WHERE id = ?');
    this.#insert = db.prepare('INSERT INTO hour_devices VALUES (?, ?)');
    this.#count = db.prepare('SELECT devices FROM hour_devices_count');
    this.#setCount = db.prepare('UPDATE hour_devices_count SET devices = ?');
    this.#some = db.prepare(
      'SELECT id, number FROM hour_devices WHERE number IN (SELECT value FROM json_each(?))',
    );
    this.#all = db.prepare('SELECT id, number FROM hour_devices');
  }

  /** Finds the number of a device; `undefined` if it has none. */
  find(deviceId: string): number | undefined {
    const cached = this.#cachedNumber(deviceId);
    if (cached !== undefined) return cached;
    const row = translateSqliteErrors(this.#db, () => this.#find.get(compactId(deviceId)));
    const number = row?.number as number | undefined;
    // Not within a transaction: its assignments can still be rolled back.
    if (number !== undefined && !this.#db.isTransaction) this.#remember(deviceId, number);
    return number;
  }

  /**
   * Assigns numbers in one write transaction of the caller.
   *
   * @param onAssigned runs for each new number, with the time zone of the device if it is known
   */
  assignment(onAssigned: (number: number, timeZone: string | undefined) => void): DeviceAssignment {
    const found = new Map<string, number>();
    const first = this.#count.get()!.devices as number;
    let count = first;
    return {
      numberOf: (deviceId, timeZone) => {
        const known = this.#cachedNumber(deviceId) ?? found.get(deviceId);
        if (known !== undefined) return known;
        let number = this.find(deviceId);
        if (number === undefined) {
          number = count++;
          this.#insert.run(compactId(deviceId), number);
          onAssigned(number, timeZone);
        }
        found.set(deviceId, number);
        return number;
      },
      store: () => {
        if (count > first) this.#setCount.run(count);
      },
      commit: () => {
        for (const [deviceId, number] of found) this.#remember(deviceId, number);
      },
    };
  }

  /** Finds the devices with some numbers. Those that are not cached take the engine a look at all devices. */
  idsOf(numbers: readonly number[]): ReadonlyMap<number, string> {
    const unknown = numbers.filter((number) => !this.#idCache.has(number));
    const rows = unknown.length === 0 ? [] : this.#some.all(JSON.stringify(unknown));
    for (const { id, number } of rows) {
      this.#idCache.set(number as number, expandId(id as string));
    }
    return new Map(numbers.map((number) => [number, this.#idCache.get(number)!]));
  }

  /** Finds the device with a number. The first call reads all devices. */
  idOf(number: number): string {
    if (this.#ids[number] === undefined) this.#ids = this.#readIds();
    return this.#ids[number]!;
  }

  #readIds(): string[] {
    const ids = Array<string>(this.#count.get()!.devices as number);
    for (const { id, number } of this.#all.iterate()) {
      ids[number as number] = expandId(id as string | Uint8Array);
    }
    return ids;
  }

  #cachedNumber(deviceId: string): number | undefined {
    const slot = this.#cached.find(deviceId);
    return slot === undefined ? undefined : this.#numbers.get(slot);
  }

  #remember(deviceId: string, number: number): void {
    if (this.#cached.size < MAX_CACHED) this.#numbers.set(this.#cached.add(deviceId), number);
  }
}
