import { setTimeout as sleep } from 'node:timers/promises';
import {
  DEVICE_STREAMS,
  type DeviceEvent,
  deviceIdOf,
  USER_STREAMS,
  type UserEvent,
  userIdOf,
} from '@energy/domain';
import { type EngineLog, untilItSucceeds } from '@energy/engines';
import type { EventBatch, EventStore, Position } from '@energy/event-store';
import {
  afterDeviceEvent,
  afterUserEvent,
  type Device,
  type ReadModels,
  type User,
} from '@energy/read-models';
import { KnownDevices } from './known-devices.ts';
import { Projection } from './projection.ts';

/** A batch that does not come within this time is one that was not there yet. */
const NEXT_BATCH_MS = 2;
/** While more events are there, what was taken is stored this often, or when so many rows are held. */
const LONGEST_HOLD_MS = 30_000;
const MOST_HELD_ROWS = 200_000;

export interface EventFollowerOptions {
  readonly eventStore: EventStore;
  readonly readModels: Pick<ReadModels, 'users' | 'devices'>;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Follows the events of users and devices by one subscription, projects them to their read models,
 * and keeps what recording needs to know of devices in memory.
 *
 * Each projection has a position of its own: one that is new starts from the beginning, while the
 * others go on where they are. A replay stores what many events add up to at once; an event that comes
 * live is stored at once.
 */
export class EventFollower {
  readonly known = new KnownDevices();
  readonly #options: EventFollowerOptions;
  /** Those of the most events first: events are compared with one after the other. */
  readonly #projections: readonly [Projection<Device, DeviceEvent>, Projection<User, UserEvent>];
  #moved = Promise.withResolvers<void>();

  constructor(options: EventFollowerOptions) {
    const { users, devices } = options.readModels;
    this.#options = options;
    this.#projections = [
      new Projection<Device, DeviceEvent>({
        streams: DEVICE_STREAMS,
        idOf: deviceIdOf,
        after: afterDeviceEvent,
        rows: devices,
        onStored: (device) => this.known.add(device),
      }),
      new Projection<User, UserEvent>({
        streams: USER_STREAMS,
        idOf: userIdOf,
        after: afterUserEvent,
        rows: users,
      }),
    ];
    options.signal.addEventListener('abort', () => this.#moved.resolve());
  }

  /** Learns the devices that are in the read model already. To be awaited before {@link run}. */
  async load(): Promise<void> {
    const { readModels } = this.#options;
    const load = async () => {
      // The positions first: events between them and the rows are taken again, which changes nothing.
      for (const projection of this.#projections) await projection.load();
      for await (const device of readModels.devices.all()) this.known.add(device);
    };
    await untilItSucceeds('load the devices', load, this.#options);
  }

  /** Follows the event store until the signal aborts. */
  async run(): Promise<void> {
    const { eventStore, signal } = this.#options;
    const subscription = eventStore.subscribe({
      after: this.#position || undefined,
      prefixes: this.#projections.map(({ streams }) => streams),
      signal,
    });
    const batches = subscription[Symbol.asyncIterator]();
    let held: { position: Position; since: number } | undefined;
    for (let next = batches.next(); ; next = batches.next()) {
      if (held && (this.#isFull(held.since) || !(await isThere(next)))) {
        await this.#store(held.position);
        held = undefined;
      }
      const { done, value } = await next;
      if (done) return;
      await this.#take(value);
      held = { position: value.position, since: held?.since ?? performance.now() };
    }
  }

  /**
   * Resolves when every event that the store held at the time of the call has been projected.
   *
   * @throws EngineUnavailable while the event store is away
   */
  async caughtUp(): Promise<void> {
    const head = (await this.#options.eventStore.head()) ?? '';
    while (this.#position < head) {
      this.#options.signal.throwIfAborted();
      await this.#moved.promise;
    }
  }

  /** Whether events are waiting to be projected. */
  async isBehind(): Promise<boolean> {
    return this.#position < ((await this.#options.eventStore.head()) ?? '');
  }

  /** All projections have come so far. */
  get #position(): Position {
    const [devices, users] = this.#projections;
    return users.position < devices.position ? users.position : devices.position;
  }

  #isFull(since: number): boolean {
    const rows = this.#projections.reduce((sum, { held }) => sum + held, 0);
    return rows >= MOST_HELD_ROWS || performance.now() - since >= LONGEST_HOLD_MS;
  }

  async #take({ events }: EventBatch): Promise<void> {
    for (const projection of this.#projections) {
      await this.#persistently(() => projection.take(events));
    }
  }

  async #store(position: Position): Promise<void> {
    for (const projection of this.#projections) {
      await this.#persistently(() => projection.store(position));
    }
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  #persistently(work: () => Promise<void>): Promise<void> {
    return untilItSucceeds('project the events of users and devices', work, this.#options);
  }
}

function isThere(next: Promise<unknown>): Promise<boolean> {
  return Promise.race([next.then(() => true), sleep(NEXT_BATCH_MS, false)]);
}
