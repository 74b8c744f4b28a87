import {
  canonicalTimeZone,
  changedMeter,
  type DeviceEvent,
  type DeviceMeter,
  deviceIdOf,
  type OwnershipHistory,
  type OwnershipPeriod,
  type TariffAssignment,
  type TariffAssignments,
  tariffAssignmentOf,
  withAssignment,
  withReplacement,
} from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { type Attributes, json } from './attributes.ts';
import type { ListOptions } from './listing.ts';
import type { ProjectedRows } from './projected-rows.ts';

/** A device: the fold of its stream. */
export interface Device {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly registeredAt: string;
  readonly description: string;
  readonly address: string;
  /** The limit of an hour, in kWh. */
  readonly maxHourlyConsumption: number;
  /** The current name in the tz database. */
  readonly timeZone: string;
  /** The attributes of its meter that differ from the defaults, and the replacements of meters. */
  readonly meter: DeviceMeter;
  /** The user who owns it; `undefined` without an owner. */
  readonly ownerId: string | undefined;
  /** The periods during which a client owned it, oldest first; the last one may be open. */
  readonly ownerships: readonly Ownership[];
  /** The tariffs by which it is billed. */
  readonly tariffs: TariffAssignments;
  /** Time of decommissioning (ISO 8601, UTC); `undefined` while it is in use. */
  readonly decommissionedAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

/** A period during which a client owned a device. */
export interface Ownership extends OwnershipPeriod {
  /** The device at the end of the period; `undefined` while it is open. */
  readonly last: DeviceDescription | undefined;
}

/** The description of a device and its revision. */
export type DeviceDescription = Pick<
  Device,
  'description' | 'address' | 'maxHourlyConsumption' | 'meter' | 'revision'
>;

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
  meter: json<DeviceMeter>(),
  ownerships: json((stored: readonly Ownership[]) => stored.map(toOwnership)),
  tariffs: json((stored: readonly TariffAssignment[]) => stored),
};

function toOwnership({ ownerId, from, until, last }: Ownership): Ownership {
  return { ownerId, from, until, last };
}

/** `owner` groups devices by owner, those without one first. */
export type DeviceSort = 'id' | 'description' | 'address' | 'limit' | 'owner';

export interface DeviceListOptions extends ListOptions<DeviceSort> {
  /** Only the devices of this owner; null for those without one. */
  readonly ownerId?: string | null | undefined;
  /** Only the devices that are billed by this tariff, at present or from a later day on. Not together with an owner. */
  readonly tariffId?: string | undefined;
  /** Only devices with these ids, of an owner or of all. Not together with a tariff. */
  readonly ids?: readonly string[] | undefined;
}

export interface DevicePage {
  readonly devices: readonly Device[];
  /** The `after` of the next page; `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The read model of devices. All methods throw EngineUnavailable. */
export interface DevicesReadModel extends ProjectedRows<Device> {
  /** Finds a device, also a decommissioned one. */
  find(id: string): Promise<Device | undefined>;

  /**
   * Lists the devices in use, by default by id, or by description with a search. A search covers description, address
   * and the start of the id (four characters at least).
   *
   * @throws InvalidCursor
   */
  list(options: DeviceListOptions): Promise<DevicePage>;

  /** Finds the ids of the devices whose flow is production, decommissioned ones included, in no order. */
  producers(): Promise<readonly string[]>;

  /** Finds all devices that a client owns or owned, decommissioned ones included, in no order. */
  everOwnedBy(clientId: string): Promise<readonly Device[]>;
}

/** Converts the ownerships of a device. */
export function ownershipHistoryOf({ registeredAt, ownerships }: Device): OwnershipHistory {
  return { registeredAt: Date.parse(registeredAt), periods: ownerships };
}

/** Lists the clients who own or owned a device, each once. */
export function everyOwnerOf({ ownerships }: Pick<Device, 'ownerships'>): readonly string[] {
  return [...new Set(ownerships.map(({ ownerId }) => ownerId))];
}

/** Applies an event to a device; returns the same device for an event that it contains already. */
export function evolveDevice(
  device: Device | undefined,
  event: StoredEvent<DeviceEvent>,
): Device | undefined {
  const { revision } = event;
  if (device && revision <= device.revision) return device;
  switch (event.type) {
    case 'DeviceRegistered': {
      const { description, address, maxHourlyConsumption, timeZone, ...meter } = event.data;
      return {
        id: deviceIdOf(event.stream),
        registeredAt: event.recordedAt,
        description,
        address,
        maxHourlyConsumption,
        timeZone: canonicalTimeZone(timeZone) ?? timeZone,
        meter,
        ownerId: undefined,
        ownerships: [],
        tariffs: [],
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
    case 'DeviceMeterChanged':
      return device && { ...device, meter: changedMeter(device.meter, event.data), revision };
    case 'MeterReplaced':
      return device && { ...device, meter: withReplacement(device.meter, event.data), revision };
    case 'DeviceAssigned':
      return device && afterAssignment(device, event.data.userId, event);
    case 'DeviceUnassigned':
      return device && { ...withoutOwner(device, event), revision };
    case 'TariffAssigned':
    case 'TariffUnassigned':
      return (
        device && {
          ...device,
          tariffs: withAssignment(device.tariffs, tariffAssignmentOf(event)),
          revision,
        }
      );
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
  const { description, address, maxHourlyConsumption, meter } = device;
  const last = { description, address, maxHourlyConsumption, meter, revision };
  const ownerships = device.ownerships.map((ownership) =>
    ownership.until === undefined
      ? { ...ownership, until: Date.parse(recordedAt), last }
      : ownership,
  );
  return { ...device, ownerId: undefined, ownerships };
}
