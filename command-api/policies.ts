import type { CredentialStore } from '@energy/credentials';
import {
  DEVICE_STREAMS,
  type DeviceEvent,
  deviceDecider,
  deviceIdOf,
  deviceStream,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
} from '@energy/domain';
import { type EngineLog, retryForever } from '@energy/engines';
import { derivedId, type EventStore, handleCommand, type StoredEvent } from '@energy/event-store';
import type { OwnershipIndex } from './ownership-index.ts';
import { type AdministratorLeaving, carryOutLast, LEAVING_STREAM } from './users/administrators.ts';

/** The events that policies act on. */
const EVENT_TYPES = [
  'UserRoleChanged',
  'UserDeleted',
  'DeviceAssigned',
  'AdministratorLeaving',
] as const satisfies readonly (UserEvent | DeviceEvent | AdministratorLeaving)['type'][];

export interface PoliciesOptions {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  readonly ownershipIndex: OwnershipIndex;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Reactions to events, regardless of which process stored them:
 * - a user who is no client (any more) owns no device: its devices are unassigned;
 * - a deleted user is forgotten by the credential store, which ends the sessions;
 * - another role ends the sessions that began with the old one;
 * - a decision that lets an administrator go is carried out, should its maker have died.
 *
 * Policies store no checkpoint: they read all events after each start and compare the current state with
 * the intended one. A repeated reaction, here or in another process, is the same command with the same event
 * ids, which the stream holds once.
 */
export class Policies {
  readonly #options: PoliciesOptions;

  constructor(options: PoliciesOptions) {
    this.#options = options;
  }

  /** Follows the event store until the signal aborts. */
  async run(): Promise<void> {
    const { eventStore, ownershipIndex, signal } = this.#options;
    // With the current state at hand, decisions that were reversed later need no reaction.
    await this.#insist('read the users and devices', () => ownershipIndex.caughtUp());
    const prefixes = [USER_STREAMS, DEVICE_STREAMS, LEAVING_STREAM];
    const batches = eventStore.subscribe({ prefixes, types: EVENT_TYPES, signal });
    for await (const { events } of batches) {
      for (const event of events) {
        if (event.stream === LEAVING_STREAM) continue;
        await this.#insist(`act on ${event.type} of ${event.stream}`, () => this.#actOn(event));
      }
      // The decisions before the last one have been carried out before it was made.
      if (events.some(({ stream }) => stream === LEAVING_STREAM)) {
        await this.#insist('let an administrator go', () => carryOutLast(eventStore));
      }
    }
  }

  async #actOn(event: StoredEvent): Promise<void> {
    if (event.stream.startsWith(USER_STREAMS)) {
      await this.#actOnUser(event as StoredEvent<UserEvent>);
    } else {
      await this.#actOnDevice(event as StoredEvent<DeviceEvent>);
    }
  }

  async #actOnUser(event: StoredEvent<UserEvent>): Promise<void> {
    const { credentials } = this.#options;
    const userId = userIdOf(event.stream);
    switch (event.type) {
      case 'UserDeleted':
        await credentials.forget(userId);
        await this.#unassignDevicesOf(userId, event);
        return;
      case 'UserRoleChanged':
        // Sessions of the same millisecond may have the old role.
        await credentials.endSessions(userId, { startedBefore: Date.parse(event.recordedAt) + 1 });
        await this.#unassignDevicesOf(userId, event);
        return;
      case 'UserRegistered':
      case 'UserRenamed':
      case 'UserPasswordChanged':
        return;
      default:
        event satisfies never;
    }
  }

  /** Unassigns a device whose new owner stopped being a client at the same moment. */
  async #actOnDevice(event: StoredEvent<DeviceEvent>): Promise<void> {
    if (event.type !== 'DeviceAssigned') return;
    const { ownershipIndex } = this.#options;
    const deviceId = deviceIdOf(event.stream);
    const { userId } = event.data;
    await ownershipIndex.reached(event.position);
    if (ownershipIndex.ownerOf(deviceId) !== userId || ownershipIndex.roleOf(userId) === 'client')
      return;
    await this.#unassign(deviceId, userId, event);
  }

  async #unassignDevicesOf(userId: string, event: StoredEvent): Promise<void> {
    const { ownershipIndex } = this.#options;
    await ownershipIndex.reached(event.position);
    if (ownershipIndex.roleOf(userId) === 'client') return;
    for (const deviceId of ownershipIndex.devicesOf(userId)) {
      await this.#unassign(deviceId, userId, event);
    }
  }

  async #unassign(deviceId: string, userId: string, cause: StoredEvent): Promise<void> {
    const command = { type: 'UnassignDevice', data: { userId } } as const;
    await handleCommand({
      eventStore: this.#options.eventStore,
      decider: deviceDecider,
      stream: deviceStream(deviceId),
      command,
      context: {
        actor: 'system',
        commandId: derivedId('unassign', cause.id, deviceId),
        correlationId: cause.metadata.correlationId,
        causationId: cause.id,
      },
    });
  }

  async #insist(what: string, act: () => Promise<unknown>): Promise<void> {
    await retryForever(what, act, this.#options);
  }
}
