import { type LocalHours, localHours, microwattHours } from '@energy/domain';
import type { AlertRule, Device } from '@energy/read-models';

/** What recording a reading needs to know of its device. */
export interface KnownDevice extends AlertRule {
  readonly hours: LocalHours;
  /** From this instant on (milliseconds since 1970, UTC) nothing is recorded any more. */
  readonly endsAt: number;
}

/**
 * Every registered device, in memory: a million of them are looked up as fast as a few. Devices in use
 * that nobody owns share one record for each time zone and limit.
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

  #knownOf({ timeZone, maxHourlyConsumption, ownerId, decommissionedAt }: Device): KnownDevice {
    const known = this.#unownedIn(timeZone, maxHourlyConsumption);
    if (decommissionedAt) return { ...known, ownerId, endsAt: Date.parse(decommissionedAt) };
    return ownerId === undefined ? known : { ...known, ownerId };
  }

  #unownedIn(timeZone: string, maxHourlyConsumption: number): KnownDevice {
    const key = `${timeZone} ${maxHourlyConsumption}`;
    let known = this.#unowned.get(key);
    if (!known) {
      known = {
        hours: localHours(timeZone),
        endsAt: Number.POSITIVE_INFINITY,
        limit: microwattHours(maxHourlyConsumption) ?? Number.POSITIVE_INFINITY,
        ownerId: undefined,
      };
      this.#unowned.set(key, known);
    }
    return known;
  }
}
