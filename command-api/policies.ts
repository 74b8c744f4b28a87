import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OwnershipIndex, OwnershipStore } from '@energy/accounts';
import type { CredentialStore } from '@energy/credentials';
import {
  conversationDecider,
  conversationStream,
  DEVICE_STREAMS,
  type DeviceEvent,
  deviceDecider,
  deviceIdOf,
  deviceStream,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
} from '@energy/domain';
import { type EngineLog, retryForever, settlesWithin } from '@energy/engines';
import {
  type CommandContext,
  derivedId,
  type EventStore,
  handleCommand,
  type Position,
  type StoredEvent,
} from '@energy/event-store';
import { type AdministratorLeaving, carryOutLast, LEAVING_STREAM } from './users/administrators.ts';

/** The events that policies act on. */
const EVENT_TYPES = [
  'UserRoleChanged',
  'UserDeleted',
  'DeviceAssigned',
  'AdministratorLeaving',
] as const satisfies readonly (UserEvent | DeviceEvent | AdministratorLeaving)['type'][];

/** The checkpoint is stored at this interval while events come, and once after them. */
const STORE_INTERVAL_MS = 1_000;

export interface PoliciesOptions {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  readonly ownershipIndex: OwnershipIndex;
  /** Stores the checkpoint. */
  readonly ownershipStore: Pick<OwnershipStore, 'policyPosition' | 'setPolicyPosition'>;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Reactions to events, regardless of which process stored them:
 * - a user who is no client (any more) owns no device: its devices are unassigned;
 * - a deleted user is forgotten by the credential store, which ends the sessions, and the conversation is closed;
 * - another role ends the sessions that began with the old one;
 * - a decision that lets an administrator go is carried out, should its maker have died.
 *
 * Policies continue at their checkpoint, which follows what they have done: they do some of it again after a kill. They
 * compare the current state with the intended one. A repeated reaction, here or in another process, is the same
 * command with the same event ids, which the stream holds once.
 */
export class Policies {
  readonly #options: PoliciesOptions;

  constructor(options: PoliciesOptions) {
    this.#options = options;
  }

  /**
   * Follows the event store until the signal aborts.
   *
   * @throws PositionNotFound if the event store loses its end
   */
  async run(): Promise<void> {
    const { eventStore, ownershipIndex, signal } = this.#options;
    // With the current state at hand, decisions that were reversed later need no reaction.
    await ownershipIndex.built(signal);
    const after = await this.#insist('read the checkpoint of policies', () => this.#checkpoint());
    const prefixes = [USER_STREAMS, DEVICE_STREAMS, LEAVING_STREAM];
    const subscription = { after, prefixes, types: EVENT_TYPES, signal };
    const batches = eventStore.subscribe(subscription)[Symbol.asyncIterator]();
    let acted: Position | undefined;
    let storedAt = performance.now();
    for (let next = batches.next(); ; next = batches.next()) {
      if (acted !== undefined && (await isStoringDue(storedAt, next))) {
        await this.#store(acted);
        acted = undefined;
        storedAt = performance.now();
      }
      const { done, value } = await next;
      if (done) return;
      await this.#actOnAll(value.events, value.position);
      acted = value.position;
      // An embedded event store answers at once: requests would wait until all events are acted on.
      await nextTurn();
    }
  }

  async #store(position: Position): Promise<void> {
    await this.#insist('store the checkpoint of policies', () =>
      this.#options.ownershipStore.setPolicyPosition(position),
    );
  }

  /** `undefined` for the first event, also where the event store has lost the checkpoint's position. */
  async #checkpoint(): Promise<Position | undefined> {
    const { eventStore, ownershipStore } = this.#options;
    const position = await ownershipStore.policyPosition();
    if (position === undefined || !(await eventStore.hasPosition(position))) return undefined;
    return position;
  }

  async #actOnAll(events: readonly StoredEvent[], position: Position): Promise<void> {
    const { eventStore } = this.#options;
    const ofStreams = events.filter(({ stream }) => stream !== LEAVING_STREAM);
    const clients = await this.#clientsIn(ofStreams, position);
    for (const event of ofStreams) {
      await this.#insist(`act on ${event.type} of ${event.stream}`, () =>
        this.#actOn(event, clients),
      );
    }
    // The decisions before the last one have been carried out before it was made.
    if (ofStreams.length < events.length) {
      await this.#insist('let an administrator go', () => carryOutLast(eventStore));
    }
  }

  /** Finds which of the users that events name are clients as of the position, with one query. */
  async #clientsIn(
    events: readonly StoredEvent[],
    position: Position,
  ): Promise<ReadonlySet<string>> {
    if (events.length === 0) return new Set();
    const userIds = new Set(events.map(userIdIn));
    const roles = await this.#insist('read roles', () =>
      this.#options.ownershipIndex.rolesOf([...userIds], position),
    );
    return new Set([...userIds].filter((userId) => roles.get(userId) === 'client'));
  }

  async #actOn(event: StoredEvent, clients: ReadonlySet<string>): Promise<void> {
    const { credentials } = this.#options;
    const userId = userIdIn(event);
    switch ((event as StoredEvent<UserEvent | DeviceEvent>).type) {
      case 'UserDeleted':
        await credentials.forget(userId);
        await this.#closeConversation(userId, event);
        if (!clients.has(userId)) await this.#unassignDevicesOf(userId, event);
        return;
      case 'UserRoleChanged':
        // Sessions of the same millisecond may have the old role.
        await credentials.endSessions(userId, { startedBefore: Date.parse(event.recordedAt) + 1 });
        if (!clients.has(userId)) await this.#unassignDevicesOf(userId, event);
        return;
      case 'DeviceAssigned':
        // The new owner stopped being a client at the same moment. Another owner by now keeps the device.
        if (!clients.has(userId)) await this.#unassign(deviceIdOf(event.stream), userId, event);
        return;
      default:
        return;
    }
  }

  async #unassignDevicesOf(userId: string, event: StoredEvent): Promise<void> {
    const { ownershipIndex } = this.#options;
    for (const deviceId of await ownershipIndex.devicesOf(userId, event.position)) {
      await this.#unassign(deviceId, userId, event);
    }
  }

  /** Preserves its messages; one that is closed or has not started stays as it is. */
  async #closeConversation(userId: string, deletion: StoredEvent): Promise<void> {
    await handleCommand({
      eventStore: this.#options.eventStore,
      decider: conversationDecider,
      stream: conversationStream(userId),
      command: { type: 'CloseConversation' } as const,
      context: contextOf(deletion, derivedId('close-conversation', deletion.id)),
    });
  }

  async #unassign(deviceId: string, userId: string, cause: StoredEvent): Promise<void> {
    const command = { type: 'UnassignDevice', data: { userId } } as const;
    await handleCommand({
      eventStore: this.#options.eventStore,
      decider: deviceDecider,
      stream: deviceStream(deviceId),
      command,
      context: contextOf(cause, derivedId('unassign', cause.id, deviceId)),
    });
  }

  #insist<T>(what: string, act: () => Promise<T>): Promise<T> {
    return retryForever(what, act, this.#options);
  }
}

async function isStoringDue(storedAt: number, next: Promise<unknown>): Promise<boolean> {
  if (performance.now() - storedAt >= STORE_INTERVAL_MS) return true;
  return !(await settlesWithin(next, STORE_INTERVAL_MS));
}

/** The user that an event of a user or an assignment names. */
function userIdIn({ stream, data }: StoredEvent): string {
  if (stream.startsWith(USER_STREAMS)) return userIdOf(stream);
  return (data as { readonly userId: string }).userId;
}

function contextOf(cause: StoredEvent, commandId: string): CommandContext {
  const { correlationId } = cause.metadata;
  return { actor: 'system', commandId, correlationId, causationId: cause.id };
}
