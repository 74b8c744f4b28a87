import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type LocalHours,
  localHours,
  microwattHours,
  type OwnershipHistory,
  ownerOfHour,
} from '@energy/domain';
import { IdSlots, NumberColumn } from '@energy/engines';
import {
  type AlertRule,
  type Device,
  type DevicesReadModel,
  ownershipHistoryOf,
} from '@energy/read-models';
import { MeterRules } from './meter-rules.ts';

/** The attributes of a device that placing a reading needs. */
export interface RegisteredDevice {
  readonly hours: LocalHours;
  /** Readings from this instant on (milliseconds since 1970, UTC) are rejected. */
  readonly endsAt: number;
  /** `undefined` if its meter has all defaults. */
  readonly meter: MeterRules | undefined;
}

/** Rows that are read at once: the event loop waits for them. */
const LOAD_BATCH_SIZE = 2_000;
/** In place of an owner: none so far, and an ownership history in the map. */
const NO_OWNER = 0;
const HAS_HISTORY = 0xffff_ffff;

/**
 * The devices that have reported or changed, as recording needs them: some 65 bytes each, where their rows took 500. A
 * device is read from its stored row when it first reports.
 */
export class DeviceRegistry {
  readonly #rows: Pick<DevicesReadModel, 'findAll'>;
  #known = new KnownDevices();
  #isStale = false;
  /** Reads of rows that have not ended. */
  #loads = 0;

  constructor(rows: Pick<DevicesReadModel, 'findAll'>) {
    this.#rows = rows;
  }

  /** The number of known devices. */
  get size(): number {
    return this.#known.size;
  }

  /** False for a device that {@link load} has to read, because it is new or the rows were replaced. */
  isKnown(id: string): boolean {
    return !this.#isStale && this.#known.has(id);
  }

  /** Finds a known device: one of {@link load}. */
  find(id: string): RegisteredDevice | undefined {
    return this.#known.find(id);
  }

  /** The rule by which an hour of a known device raises an alert. */
  alertRuleOf(id: string, hour: number): AlertRule | undefined {
    return this.#known.alertRuleOf(id, hour);
  }

  /**
   * Makes registered devices known; reads the rows of all that are unknown at once.
   *
   * @returns whether all of them are registered
   * @throws EngineUnavailable
   */
  async load(ids: ReadonlySet<string>): Promise<boolean> {
    if (this.#isStale) {
      this.#known = new KnownDevices();
      this.#isStale = false;
    }
    const unknown = [...ids].filter((id) => !this.#known.has(id));
    this.#loads += 1;
    try {
      return (await this.#read(unknown)) === unknown.length;
    } finally {
      this.#loads -= 1;
    }
  }

  /**
   * Updates a known device, unless a later revision of it is known. Others are read when they first report: a replay
   * makes none known.
   */
  update(device: Device): void {
    // A row that is being read may be older.
    if (this.#loads > 0 || this.#known.has(device.id)) this.#known.add(device);
  }

  /** Reads rows; returns how many there are. */
  async #read(ids: readonly string[]): Promise<number> {
    let found = 0;
    for (let from = 0; from < ids.length; from += LOAD_BATCH_SIZE) {
      if (from > 0) await nextTurn();
      const rows = await this.#rows.findAll(ids.slice(from, from + LOAD_BATCH_SIZE));
      for (const device of rows) this.#known.add(device);
      found += rows.length;
    }
    return found;
  }

  /** The rows were replaced: reads all again. Devices stay known until the next {@link load}. */
  invalidate(): void {
    this.#isStale = true;
  }
}

/** Devices by their slot, in columns. */
class KnownDevices {
  readonly #slots = new IdSlots();
  readonly #owners = new IdSlots();
  readonly #revision = new NumberColumn(Uint32Array);
  readonly #zone = new NumberColumn(Uint16Array);
  /** In µWh. */
  readonly #limit = new NumberColumn(Float64Array);
  readonly #registeredAt = new NumberColumn(Float64Array);
  /** The slot of the only owner so far plus one. */
  readonly #owner = new NumberColumn(Uint32Array);
  readonly #ownedFrom = new NumberColumn(Float64Array);
  /** Of devices that had several periods of ownership. */
  readonly #histories = new Map<number, OwnershipHistory>();
  /** Of decommissioned devices. */
  readonly #ends = new Map<number, number>();
  /** Of devices whose meters have other attributes than the defaults. */
  readonly #meters = new Map<number, MeterRules>();
  readonly #zones: LocalHours[] = [];
  readonly #zoneNumbers = new Map<string, number>();

  get size(): number {
    return this.#slots.size;
  }

  has(id: string): boolean {
    return this.#slots.find(id) !== undefined;
  }

  find(id: string): RegisteredDevice | undefined {
    const slot = this.#slots.find(id);
    if (slot === undefined) return undefined;
    const hours = this.#zones[this.#zone.get(slot)]!;
    const endsAt = this.#ends.get(slot) ?? Number.POSITIVE_INFINITY;
    return { hours, endsAt, meter: this.#meters.get(slot) };
  }

  alertRuleOf(id: string, hour: number): AlertRule | undefined {
    const slot = this.#slots.find(id);
    if (slot === undefined) return undefined;
    const ownerOf = () => this.#ownerOf(slot, hour);
    return {
      limit: this.#limit.get(slot),
      // Computed for alerts alone: few hours raise one.
      get ownerId() {
        return ownerOf();
      },
    };
  }

  add(device: Device): void {
    const isNew = !this.has(device.id);
    const slot = this.#slots.add(device.id);
    if (!isNew && device.revision <= this.#revision.get(slot)) return;
    const { maxHourlyConsumption, timeZone, decommissionedAt, meter } = device;
    this.#revision.set(slot, device.revision);
    this.#zone.set(slot, this.#zoneNumber(timeZone));
    this.#limit.set(slot, microwattHours(maxHourlyConsumption) ?? Number.POSITIVE_INFINITY);
    if (Object.keys(meter).length === 0) this.#meters.delete(slot);
    else this.#meters.set(slot, new MeterRules(meter, localHours(timeZone)));
    if (decommissionedAt !== undefined) this.#ends.set(slot, Date.parse(decommissionedAt));
    this.#setOwners(slot, ownershipHistoryOf(device));
  }

  #setOwners(slot: number, history: OwnershipHistory): void {
    const { registeredAt, periods } = history;
    const [first] = periods;
    this.#histories.delete(slot);
    this.#registeredAt.set(slot, registeredAt);
    if (!first) this.#owner.set(slot, NO_OWNER);
    else if (periods.length === 1 && first.until === undefined) {
      this.#owner.set(slot, this.#owners.add(first.ownerId) + 1);
      this.#ownedFrom.set(slot, first.from);
    } else {
      this.#owner.set(slot, HAS_HISTORY);
      this.#histories.set(slot, history);
    }
  }

  #ownerOf(slot: number, hour: number): string | undefined {
    const history = this.#historyOf(slot);
    const end = this.#zones[this.#zone.get(slot)]!.endOf(hour);
    return history && ownerOfHour(history, { start: hour, end });
  }

  #historyOf(slot: number): OwnershipHistory | undefined {
    const owner = this.#owner.get(slot);
    if (owner === NO_OWNER) return undefined;
    if (owner === HAS_HISTORY) return this.#histories.get(slot);
    const ownerId = this.#owners.idAt(owner - 1);
    return {
      registeredAt: this.#registeredAt.get(slot),
      periods: [{ ownerId, from: this.#ownedFrom.get(slot), until: undefined }],
    };
  }

  #zoneNumber(timeZone: string): number {
    let number = this.#zoneNumbers.get(timeZone);
    if (number === undefined) {
      number = this.#zones.push(localHours(timeZone)) - 1;
      this.#zoneNumbers.set(timeZone, number);
    }
    return number;
  }
}
