import {
  type LocalHours,
  localHours,
  type MicrowattHours,
  microwattHours,
  type OwnershipHistory,
  ownerOfHour,
} from '@energy/domain';
import { type AlertRule, type Device, ownershipHistoryOf } from '@energy/read-models';

/** What recording a reading needs to know of its device. */
export interface KnownDevice {
  readonly hours: LocalHours;
  /** The limit of an hour, in µWh. */
  readonly limit: MicrowattHours;
  /** `undefined` for a device that never had an owner. */
  readonly owners: OwnershipHistory | undefined;
  /** From this instant on (milliseconds since 1970, UTC) nothing is recorded any more. */
  readonly endsAt: number;
}

/**
 * Every registered device, in memory: a million of them are looked up as fast as a few. Devices in use
 * that never had an owner share one record for each time zone and limit.
 */
export class KnownDevices {
  #devices = new Map<string, KnownDevice>();
  /** By zone and limit. */
  readonly #unowned = new Map<string, KnownDevice>();

  get size(): number {
    return this.#devices.size;
  }

  find(id: string): KnownDevice | undefined {
    return this.#devices.get(id);
  }

  /** The rule by which an hour of a device raises an alert; `undefined` for an unknown device. */
  alertRuleOf(id: string, hour: number): AlertRule | undefined {
    const device = this.find(id);
    if (!device) return undefined;
    const { limit, owners, hours } = device;
    const span = { start: hour, end: hours.endOf(hour) };
    return { limit, ownerId: owners && ownerOfHour(owners, span) };
  }

  /** Knows these devices from now on, and no others. */
  async load(devices: AsyncIterable<Device>): Promise<void> {
    const loaded = new Map<string, KnownDevice>();
    for await (const device of devices) loaded.set(device.id, this.#knownOf(device));
    this.#devices = loaded;
  }

  /** Adds a device, or what has become of it: one that was decommissioned stays so. */
  add(device: Device): void {
    if (Number.isFinite(this.#devices.get(device.id)?.endsAt)) return;
    this.#devices.set(device.id, this.#knownOf(device));
  }

  #knownOf(device: Device): KnownDevice {
    const { timeZone, maxHourlyConsumption, ownerships, decommissionedAt } = device;
    const unowned = this.#unownedIn(timeZone, maxHourlyConsumption);
    const known =
      ownerships.length === 0 ? unowned : { ...unowned, owners: ownershipHistoryOf(device) };
    return decommissionedAt ? { ...known, endsAt: Date.parse(decommissionedAt) } : known;
  }

  #unownedIn(timeZone: string, maxHourlyConsumption: number): KnownDevice {
    const key = `${timeZone} ${maxHourlyConsumption}`;
    let known = this.#unowned.get(key);
    if (!known) {
      known = {
        hours: localHours(timeZone),
        endsAt: Number.POSITIVE_INFINITY,
        limit: microwattHours(maxHourlyConsumption) ?? Number.POSITIVE_INFINITY,
        owners: undefined,
      };
      this.#unowned.set(key, known);
    }
    return known;
  }
}
