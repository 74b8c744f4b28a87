import { type DeviceEvent, deviceIdOf } from '@energy/domain';
import type { Position, StoredEvent } from '@energy/event-store';

/** A device as it stands: what its events add up to. */
export interface Device {
  readonly id: string;
  readonly description: string;
  readonly address: string;
  /** The limit of an hour, in kWh. */
  readonly maxHourlyConsumption: number;
  /** IANA name. */
  readonly timeZone: string;
  /** When it was decommissioned (ISO 8601, UTC); `undefined` while it is in use. */
  readonly decommissionedAt: string | undefined;
  /** The revision of the last event applied. */
  readonly revision: number;
}

export interface DevicePage {
  readonly devices: readonly Device[];
  /** Where the next page starts (to be given as `after`); `undefined` on the last one. */
  readonly next: string | undefined;
}

/** The read model of devices. All methods throw EngineUnavailable while the engine is away. */
export interface DevicesReadModel {
  /**
   * Applies a subscription's batch, together with the position that it has come to, in one
   * transaction. What was applied before changes nothing.
   */
  apply(events: readonly StoredEvent<DeviceEvent>[], position: Position): Promise<void>;

  /** How far it has come in the store; `undefined` at the beginning. */
  position(): Promise<Position | undefined>;

  /** A device, decommissioned ones included. */
  find(id: string): Promise<Device | undefined>;

  /** The devices in use, by id, after a given id. */
  list(options: { limit: number; after?: string | undefined }): Promise<DevicePage>;

  /** Every device, decommissioned ones included, as the projector needs it. */
  all(): AsyncIterable<Device>;
}

/** A device after one more of its events; unchanged where that event was applied before. */
export function afterEvent(
  device: Device | undefined,
  event: StoredEvent<DeviceEvent>,
): Device | undefined {
  if (device && event.revision <= device.revision) return device;
  const { revision } = event;
  switch (event.type) {
    case 'DeviceRegistered': {
      const id = deviceIdOf(event.stream);
      return { id, ...event.data, decommissionedAt: undefined, revision };
    }
    case 'DeviceDescriptionChanged':
    case 'DeviceAddressChanged':
    case 'DeviceLimitChanged':
      return device && { ...device, ...event.data, revision };
    case 'DeviceDecommissioned':
      return device && { ...device, decommissionedAt: event.recordedAt, revision };
    default:
      return event satisfies never;
  }
}
