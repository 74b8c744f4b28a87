import { type HeldName, NameIndex } from '@energy/accounts';
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
import { EngineUnavailable, WakeUpSignal } from '@energy/engines';
import type { EventStore, Position, StoredEvent } from '@energy/event-store';

/** The events that change a role, an owner or the holder of a name. */
const EVENT_TYPES = [
  'UserRegistered',
  'UserRoleChanged',
  'UserDeleted',
  'DeviceAssigned',
  'DeviceUnassigned',
  'DeviceDecommissioned',
  'UserNameTaken',
  'UserNameReleased',
] as const satisfies readonly (UserEvent | DeviceEvent | UserNameEvent)['type'][];

const CATCH_UP_TIMEOUT_MS = 5_000;

/**
 * Roles and names of all users and owners of all devices, for rules over more than one stream. A projection in memory:
 * call `caughtUp` before reading it.
 */
export class OwnershipIndex {
  readonly #eventStore: EventStore;
  readonly #roles = new Map<string, UserRole>();
  readonly #administrators = new Set<string>();
  readonly #devices = new Map<string, Set<string>>();
  readonly #owners = new Map<string, string>();
  readonly #names = new NameIndex();
  #position: Position = '';
  readonly #moved = new WakeUpSignal();

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore;
  }

  /** Follows the event store until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const prefixes = [USER_STREAMS, DEVICE_STREAMS, USER_NAME_STREAMS];
    const batches = this.#eventStore.subscribe({ prefixes, types: EVENT_TYPES, signal });
    for await (const { events, position } of batches) {
      for (const event of events) this.#apply(event);
      this.#position = position;
      this.#moved.wake();
    }
  }

  /**
   * Resolves when everything that the event store held at the time of the call is known.
   *
   * @throws EngineUnavailable while the event store is away, or where that takes too long
   */
  async caughtUp(): Promise<void> {
    await this.reached((await this.#eventStore.head()) ?? '');
  }

  /**
   * Resolves when everything up to a position is known.
   *
   * @throws EngineUnavailable where that takes too long
   */
  async reached(position: Position): Promise<void> {
    const deadline = performance.now() + CATCH_UP_TIMEOUT_MS;
    while (this.#position < position) {
      const timeoutMs = deadline - performance.now();
      if (timeoutMs <= 0) {
        throw new EngineUnavailable('the users and devices are still being read from the events');
      }
      await this.#moved.wait({ timeoutMs });
    }
  }

  /** The role of a user; `undefined` where there is none or it was deleted. */
  roleOf(userId: string): UserRole | undefined {
    return this.#roles.get(userId);
  }

  /** The number of administrators without this user. */
  otherAdministrators(userId: string): number {
    return this.#administrators.size - (this.#administrators.has(userId) ? 1 : 0);
  }

  devicesOf(userId: string): readonly string[] {
    return [...(this.#devices.get(userId) ?? [])];
  }

  ownerOf(deviceId: string): string | undefined {
    return this.#owners.get(deviceId);
  }

  /**
   * The names that are held and look like a name, itself included, as they are at the time of the call.
   *
   * @throws EngineUnavailable while the event store is away, or where catching up takes too long
   */
  async namesLike(name: string): Promise<readonly HeldName[]> {
    await this.caughtUp();
    return this.#names.lookalikesOf(name);
  }

  #apply(event: StoredEvent): void {
    if (event.stream.startsWith(USER_NAME_STREAMS)) {
      this.#names.apply(event as StoredEvent<UserNameEvent>);
    } else if (event.stream.startsWith(USER_STREAMS)) {
      this.#applyToUser(userIdOf(event.stream), event as StoredEvent<UserEvent>);
    } else {
      this.#applyToDevice(deviceIdOf(event.stream), event as StoredEvent<DeviceEvent>);
    }
  }

  #applyToUser(id: string, event: UserEvent): void {
    switch (event.type) {
      case 'UserRegistered':
      case 'UserRoleChanged':
        this.#setRole(id, event.data.role);
        return;
      case 'UserDeleted':
        this.#setRole(id, undefined);
        return;
      case 'UserRenamed':
      case 'UserPasswordChanged':
        return;
      default:
        event satisfies never;
    }
  }

  #applyToDevice(id: string, event: DeviceEvent): void {
    switch (event.type) {
      case 'DeviceAssigned':
        this.#setOwner(id, event.data.userId);
        return;
      case 'DeviceUnassigned':
      case 'DeviceDecommissioned':
        this.#setOwner(id, undefined);
        return;
      case 'DeviceRegistered':
      case 'DeviceDescriptionChanged':
      case 'DeviceAddressChanged':
      case 'DeviceLimitChanged':
        return;
      default:
        event satisfies never;
    }
  }

  #setRole(id: string, role: UserRole | undefined): void {
    if (role) this.#roles.set(id, role);
    else this.#roles.delete(id);
    if (role === 'administrator') this.#administrators.add(id);
    else this.#administrators.delete(id);
  }

  #setOwner(id: string, owner: string | undefined): void {
    const before = this.#owners.get(id);
    if (before !== undefined) this.#devices.get(before)?.delete(id);
    if (owner === undefined) {
      this.#owners.delete(id);
      return;
    }
    this.#owners.set(id, owner);
    const devices = this.#devices.get(owner) ?? new Set();
    this.#devices.set(owner, devices.add(id));
  }
}
