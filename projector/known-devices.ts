import { type LocalHours, localHours } from '@energy/domain';
import type { Device } from '@energy/read-models';

/** What recording a reading needs to know of its device. */
export interface KnownDevice {
  readonly hours: LocalHours;
  /** From this instant on (milliseconds since 1970, UTC) nothing is recorded any more. */
  readonly endsAt: number;
}

/**
 * Every registered device, in memory: a million of them are looked up as fast as a few. Devices in
 * use share one record for each time zone.
 */
export class KnownDevices {
  readonly #devices = new Map<string, KnownDevice>();
  readonly #inUse = new Map<string, KnownDevice>();

  get size(): number {
    return this.#devices.size;
  }

  find(id: string): KnownDevice | undefined {
    return this.#devices.get(id);
  }

  /** Adds a device, or what has become of it: one that was decommissioned stays so. */
  add({ id, timeZone, decommissionedAt }: Pick<Device, 'id' | 'timeZone' | 'decommissionedAt'>) {
    if (Number.isFinite(this.#devices.get(id)?.endsAt)) return;
    const device = this.#deviceInUse(timeZone);
    this.#devices.set(id, decommissionedAt ? ended(device, decommissionedAt) : device);
  }

  #deviceInUse(timeZone: string): KnownDevice {
    let device = this.#inUse.get(timeZone);
    if (!device) {
      device = { hours: localHours(timeZone), endsAt: Number.POSITIVE_INFINITY };
      this.#inUse.set(timeZone, device);
    }
    return device;
  }
}

function ended({ hours }: KnownDevice, decommissionedAt: string): KnownDevice {
  return { hours, endsAt: Date.parse(decommissionedAt) };
}
