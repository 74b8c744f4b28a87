import { type DeviceEvent, deviceIdOf } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { ListOptions } from './listing.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A device as it stands: what its events add up to. */
export interface Device {
  readonly id: string;
  readonly description: string;
  readonly address: string;
  /** The limit of an hour, in kWh. */
  readonly maxHourlyConsumption: number;
  /** IANA name. */
  readonly timeZone: string;
  /** The user who owns it; `undefined` while nobody does. */
  readonly ownerId: string | undefined;
  /** When it was decommissioned (ISO 8601, UTC); `undefined` while it is in use. */
  readonly decommissionedAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

/** `owner` puts the devices of one owner together, those that nobody owns first. */
export type DeviceSort = 'id' | 'description' | 'address' | 'limit' | 'owner';

export interface DeviceListOptions extends ListOptions<DeviceSort> {
  /** Only the devices that this user owns. */
  readonly ownerId?: string | undefined;
}

export interface DevicePage {
  readonly devices: readonly Device[];
  /** Where the next page starts (to be given as `after`); `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The read model of devices. All methods throw EngineUnavailable while the engine is away. */
export interface DevicesReadModel extends ProjectedRows<Device> {
  /** A device, decommissioned ones included. */
  find(id: string): Promise<Device | undefined>;

  /**
   * The devices in use; where nothing else is said by id, or by description where something is
   * searched. A search looks at the description, the address and, by at least its first four
   * characters, the id.
   *
   * @throws InvalidCursor where `after` comes from a list in another order
   */
  list(options: DeviceListOptions): Promise<DevicePage>;
}

/** A device after one more of its events; unchanged where that event was applied before. */
export function afterDeviceEvent(
  device: Device | undefined,
  event: StoredEvent<DeviceEvent>,
): Device | undefined {
  const { revision } = event;
  if (device && revision <= device.revision) return device;
  switch (event.type) {
    case 'DeviceRegistered': {
      const { description, address, maxHourlyConsumption, timeZone } = event.data;
      return {
        id: deviceIdOf(event.stream),
        description,
        address,
        maxHourlyConsumption,
        timeZone,
        ownerId: undefined,
        decommissionedAt: undefined,
        revision,
      };
    }
    case 'DeviceDescriptionChanged':
      return device && { ...device, description: event.data.description, revision };
    case 'DeviceAddressChanged':
      return device && { ...device, address: event.data.address, revision };
    case 'DeviceLimitChanged':
      return (
        device && { ...device, maxHourlyConsumption: event.data.maxHourlyConsumption, revision }
      );
    case 'DeviceAssigned':
      return device && { ...device, ownerId: event.data.userId, revision };
    case 'DeviceUnassigned':
      return device && { ...device, ownerId: undefined, revision };
    case 'DeviceDecommissioned':
      return device && { ...device, decommissionedAt: event.recordedAt, revision };
    default:
      event satisfies never;
      return device;
  }
}
