import {
  canonicalTimeZone,
  type DeviceEvent,
  deviceIdOf,
  type OwnershipHistory,
  type OwnershipPeriod,
} from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { type Attributes, json } from './attributes.ts';
import type { ListOptions } from './listing.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A device: what its events add up to. */
export interface Device {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  readonly description: string;
  readonly address: string;
  /** The limit of an hour, in kWh. */
  readonly maxHourlyConsumption: number;
  /** The name that the tz database has for it today. */
  readonly timeZone: string;
  /** The user who owns it; `undefined` while nobody does. */
  readonly ownerId: string | undefined;
  /** Every period during which a client owned it, in the order of time; the last one may be open. */
  readonly ownerships: readonly Ownership[];
  /** When it was decommissioned (ISO 8601, UTC); `undefined` while it is in use. */
  readonly decommissionedAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

/** A period during which a client owned a device. */
export interface Ownership extends OwnershipPeriod {
  /** What the device was when the period ended; `undefined` while it is open. */
  readonly last: DeviceDescription | undefined;
}

/** What people see of a device, with the revision from which it is so. */
export type DeviceDescription = Pick<
  Device,
  'description' | 'address' | 'maxHourlyConsumption' | 'revision'
>;

/** How a device is stored. */
export const DEVICE_ATTRIBUTES: Attributes<Device> = {
  id: 'text',
  description: 'text',
  address: 'text',
  maxHourlyConsumption: 'real',
  timeZone: 'text',
  ownerId: 'optional text',
  decommissionedAt: 'optional text',
  revision: 'integer',
  registeredAt: 'text',
  ownerships: json((stored: readonly Ownership[]) => stored.map(toOwnership)),
};

function toOwnership({ ownerId, from, until, last }: Ownership): Ownership {
  return { ownerId, from, until, last };
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

  /**
   * Every device that a client owns or once owned, decommissioned ones included, in no order.
   */
  everOwnedBy(clientId: string): Promise<readonly Device[]>;
}

/** Who owned a device when. */
export function ownershipHistoryOf({ registeredAt, ownerships }: Device): OwnershipHistory {
  return { registeredAt: Date.parse(registeredAt), periods: ownerships };
}

/** The clients who own or owned a device, each once. */
export function everyOwnerOf({ ownerships }: Pick<Device, 'ownerships'>): readonly string[] {
  return [...new Set(ownerships.map(({ ownerId }) => ownerId))];
}

/** A device after one more of its events; unchanged where that event was applied before. */
export function evolveDevice(
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
        registeredAt: event.recordedAt,
        description,
        address,
        maxHourlyConsumption,
        timeZone: canonicalTimeZone(timeZone) ?? timeZone,
        ownerId: undefined,
        ownerships: [],
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
      return device && afterAssignment(device, event.data.userId, event);
    case 'DeviceUnassigned':
      return device && { ...withoutOwner(device, event), revision };
    case 'DeviceDecommissioned':
      return device && { ...device, decommissionedAt: event.recordedAt, revision };
    default:
      event satisfies never;
      return device;
  }
}

function afterAssignment(device: Device, ownerId: string, event: StoredEvent<DeviceEvent>): Device {
  const ownership: Ownership = {
    ownerId,
    from: Date.parse(event.recordedAt),
    until: undefined,
    last: undefined,
  };
  const { ownerships } = withoutOwner(device, event);
  return { ...device, ownerId, ownerships: [...ownerships, ownership], revision: event.revision };
}

function withoutOwner(device: Device, { recordedAt, revision }: StoredEvent<DeviceEvent>): Device {
  const { description, address, maxHourlyConsumption } = device;
  const last = { description, address, maxHourlyConsumption, revision };
  const ownerships = device.ownerships.map((ownership) =>
    ownership.until === undefined
      ? { ...ownership, until: Date.parse(recordedAt), last }
      : ownership,
  );
  return { ...device, ownerId: undefined, ownerships };
}
