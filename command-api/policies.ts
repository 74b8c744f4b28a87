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
import { type EngineLog, untilItSucceeds } from '@energy/engines';
import { derivedId, type EventStore, handleCommand, type StoredEvent } from '@energy/event-store';
import type { Directory } from './directory.ts';
import { type AdministratorLeaving, carryOutLast, LEAVING_STREAM } from './users/administrators.ts';

/** What something may have to follow from. */
const EVENT_TYPES = [
  'UserRoleChanged',
  'UserDeleted',
  'DeviceAssigned',
  'AdministratorLeaving',
] as const satisfies readonly (UserEvent | DeviceEvent | AdministratorLeaving)['type'][];

export interface PoliciesOptions {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  readonly directory: Directory;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * What follows from events, whoever caused them:
 * - a user who is no client (any more) owns no device: its devices are unassigned;
 * - a deleted user is forgotten by the credential store, which ends the sessions;
 * - another role ends the sessions that began with the old one;
 * - a decision that lets an administrator go is carried out, should its maker have died.
 *
 * Nothing is remembered of what was done: after a start, all events are gone through again, and each
 * policy compares what is with what should be. What it did before, or another process does at the same
 * time, is the same command with the same event ids, which stands in its stream once.
 */
export class Policies {
  readonly #options: PoliciesOptions;

  constructor(options: PoliciesOptions) {
    this.#options = options;
  }

  /** Follows the event store until the signal aborts. */
  async run(): Promise<void> {
    const { eventStore, directory, signal } = this.#options;
    // Of what has long been undone again, nothing is to be done.
    await this.#insist('read the users and devices', () => directory.caughtUp());
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
        // Those of the same millisecond may have begun with the old role.
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

  /** A device may have been given to a user who ceased to be a client at the same moment. */
  async #actOnDevice(event: StoredEvent<DeviceEvent>): Promise<void> {
    if (event.type !== 'DeviceAssigned') return;
    const { directory } = this.#options;
    const [deviceId, { userId }] = [deviceIdOf(event.stream), event.data];
    await directory.reached(event.position);
    if (directory.ownerOf(deviceId) !== userId || directory.roleOf(userId) === 'client') return;
    await this.#unassign(deviceId, userId, event);
  }

  async #unassignDevicesOf(userId: string, event: StoredEvent): Promise<void> {
    const { directory } = this.#options;
    await directory.reached(event.position);
    if (directory.roleOf(userId) === 'client') return;
    for (const deviceId of directory.devicesOf(userId)) {
      await this.#unassign(deviceId, userId, event);
    }
  }

  async #unassign(deviceId: string, userId: string, cause: StoredEvent): Promise<void> {
    const command = { type: 'UnassignDevice', data: { userId } } as const;
    await handleCommand(this.#options.eventStore, deviceDecider, deviceStream(deviceId), command, {
      actor: 'system',
      commandId: derivedId('unassign', cause.id, deviceId),
      correlationId: cause.metadata.correlationId,
      causationId: cause.id,
    });
  }

  /** What can’t be done now is tried again until it can. */
  async #insist(what: string, act: () => Promise<unknown>): Promise<void> {
    await untilItSucceeds(what, act, this.#options);
  }
}
