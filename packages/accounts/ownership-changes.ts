import {
  DEVICE_STREAMS,
  type DeviceEvent,
  deviceIdOf,
  USER_NAME_STREAMS,
  USER_STREAMS,
  type UserEvent,
  type UserNameEvent,
  type UserRole,
  userIdOf,
} from '@energy/domain';
import type { Position, StoredEvent } from '@energy/event-store';

/** The events that change a role, an owner or the holder of a name. */
export const OWNERSHIP_EVENTS = {
  prefixes: [USER_STREAMS, DEVICE_STREAMS, USER_NAME_STREAMS],
  types: [
    'UserRegistered',
    'UserRoleChanged',
    'UserDeleted',
    'DeviceAssigned',
    'DeviceUnassigned',
    'DeviceDecommissioned',
    'UserNameTaken',
    'UserNameReleased',
  ] satisfies readonly (UserEvent | DeviceEvent | UserNameEvent)['type'][],
} as const;

/** A login name that a user holds, whether or not the user goes by it. */
export interface HeldName {
  readonly name: string;
  readonly userId: string;
  /** Position of the event that took the name. */
  readonly position: Position;
}

/**
 * What events add up to: the last event of a key decides its value; `undefined` removes it. The fold of all events is the
 * whole index.
 */
export class OwnershipChanges {
  /** By user. */
  readonly roles = new Map<string, UserRole | undefined>();
  /** By device. */
  readonly owners = new Map<string, string | undefined>();
  /** By stream. */
  readonly names = new Map<string, HeldName | undefined>();

  get size(): number {
    return this.roles.size + this.owners.size + this.names.size;
  }

  /** Adds an event of {@link OWNERSHIP_EVENTS}; call it in the order of the store. */
  add(event: StoredEvent): void {
    if (event.stream.startsWith(USER_NAME_STREAMS)) {
      this.#addOfName(event as StoredEvent<UserNameEvent>);
    } else if (event.stream.startsWith(USER_STREAMS)) {
      this.#addOfUser(userIdOf(event.stream), event as StoredEvent<UserEvent>);
    } else {
      this.#addOfDevice(deviceIdOf(event.stream), event as StoredEvent<DeviceEvent>);
    }
  }

  #addOfName({ stream, position, type, data }: StoredEvent<UserNameEvent>): void {
    this.names.set(stream, type === 'UserNameTaken' ? { ...data, position } : undefined);
  }

  #addOfUser(id: string, event: UserEvent): void {
    switch (event.type) {
      case 'UserRegistered':
      case 'UserRoleChanged':
        this.roles.set(id, event.data.role);
        return;
      case 'UserDeleted':
        this.roles.set(id, undefined);
        return;
      case 'UserRenamed':
      case 'UserPasswordChanged':
        return;
      default:
        event satisfies never;
    }
  }

  #addOfDevice(id: string, event: DeviceEvent): void {
    switch (event.type) {
      case 'DeviceAssigned':
        this.owners.set(id, event.data.userId);
        return;
      case 'DeviceUnassigned':
      case 'DeviceDecommissioned':
        this.owners.set(id, undefined);
        return;
      case 'DeviceRegistered':
      case 'DeviceDescriptionChanged':
      case 'DeviceAddressChanged':
      case 'DeviceLimitChanged':
      case 'DeviceMeterChanged':
      case 'MeterReplaced':
      case 'TariffAssigned':
      case 'TariffUnassigned':
        return;
      default:
        event satisfies never;
    }
  }
}
