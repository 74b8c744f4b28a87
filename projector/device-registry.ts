import {
  type LocalHours,
  localHours,
  type MicrowattHours,
  microwattHours,
  type OwnershipHistory,
  ownerOfHour,
} from '@energy/domain';
import { type AlertRule, type Device, ownershipHistoryOf } from '@energy/read-models';

/** The attributes of a device that recording needs. */
export interface RegisteredDevice {
  readonly hours: LocalHours;
  /** The limit of an hour, in µWh. */
  readonly limit: MicrowattHours;
  /** `undefined` for a device that never had an owner. */
  readonly owners: OwnershipHistory | undefined;
  /** Readings from this instant on (milliseconds since 1970, UTC) are rejected. */
  readonly endsAt: number;
}

/** Every registered device, in memory. Devices that never had an owner share one record by time zone and limit. */
export class DeviceRegistry {
  #devices = new Map<string, RegisteredDevice>();
  readonly #unowned = new Map<string, RegisteredDevice>();

  get size(): number {
    return this.#devices.size;
  }

  find(id: string): RegisteredDevice | undefined {
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

  /** Replaces all devices. */
  async load(devices: AsyncIterable<Device>): Promise<void> {
    const loaded = new Map<string, RegisteredDevice>();
    for await (const device of devices) loaded.set(device.id, this.#toRegistered(device));
    this.#devices = loaded;
  }

  /** Adds or updates a device. A decommissioned device stays decommissioned. */
  add(device: Device): void {
    if (Number.isFinite(this.#devices.get(device.id)?.endsAt)) return;
    this.#devices.set(device.id, this.#toRegistered(device));
  }

  #toRegistered(device: Device): RegisteredDevice {
    const { timeZone, maxHourlyConsumption, ownerships, decommissionedAt } = device;
    const shared = this.#sharedRecord(timeZone, maxHourlyConsumption);
    const registered =
      ownerships.length === 0 ? shared : { ...shared, owners: ownershipHistoryOf(device) };
    if (!decommissionedAt) return registered;
    return { ...registered, endsAt: Date.parse(decommissionedAt) };
  }

  #sharedRecord(timeZone: string, maxHourlyConsumption: number): RegisteredDevice {
    const key = `${timeZone} ${maxHourlyConsumption}`;
    let record = this.#unowned.get(key);
    if (!record) {
      record = {
        hours: localHours(timeZone),
        endsAt: Number.POSITIVE_INFINITY,
        limit: microwattHours(maxHourlyConsumption) ?? Number.POSITIVE_INFINITY,
        owners: undefined,
      };
      this.#unowned.set(key, record);
    }
    return record;
  }
}
