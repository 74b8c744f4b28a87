import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Device } from '../devices.ts';
import type { TableGenerations } from './generations.ts';

const PAGE_SIZE = 500;

/** The time zone of a device in the read model of devices. */
export interface ZonedDevice {
  /** Place in the read model. */
  readonly number: number;
  readonly id: string;
  readonly timeZone: string;
}

/** The present time zones of devices: those of the generation of the read model that is in use. */
export class DeviceZones {
  readonly #db: DatabaseSync;
  readonly #generations: TableGenerations<Device>;
  #table = '';
  #find!: StatementSync;
  #page!: StatementSync;
  #count!: StatementSync;

  constructor(db: DatabaseSync, generations: TableGenerations<Device>) {
    this.#db = db;
    this.#generations = generations;
  }

  /** Finds the zone of a device; `undefined` if the read model does not have it. */
  find(deviceId: string): string | undefined {
    this.#prepare();
    return this.#find.get(deviceId)?.timeZone as string | undefined;
  }

  /** Reads some devices after a place, in no order of their own. */
  after(number: number): readonly ZonedDevice[] {
    this.#prepare();
    return this.#page.all(number) as unknown as ZonedDevice[];
  }

  count(): number {
    this.#prepare();
    return this.#count.get()!.count as number;
  }

  #prepare(): void {
    const { name } = this.#generations.current();
    if (name === this.#table) return;
    const select = `SELECT number, id, time_zone AS timeZone FROM ${name}`;
    this.#find = this.#db.prepare(`${select} WHERE id = ?`);
    this.#page = this.#db.prepare(`${select} WHERE number > ? ORDER BY number LIMIT ${PAGE_SIZE}`);
    this.#count = this.#db.prepare(`SELECT count(*) AS count FROM ${name}`);
    this.#table = name;
  }
}
