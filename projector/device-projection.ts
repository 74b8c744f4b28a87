import { DEVICE_STREAMS, type DeviceEvent, deviceIdOf } from '@energy/domain';
import { type EngineLog, untilItSucceeds } from '@energy/engines';
import type { EventBatch, EventStore, Position, StoredEvent } from '@energy/event-store';
import type { DevicesReadModel } from '@energy/read-models';
import { KnownDevices } from './known-devices.ts';

export interface DeviceProjectionOptions {
  readonly eventStore: EventStore;
  readonly devices: DevicesReadModel;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/** Projects the events of devices to their read model, and keeps what recording needs in memory. */
export class DeviceProjection {
  readonly known = new KnownDevices();
  readonly #options: DeviceProjectionOptions;
  #position: Position = '';
  #moved = Promise.withResolvers<void>();

  constructor(options: DeviceProjectionOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#moved.resolve());
  }

  /** Learns the devices that are in the read model already. To be awaited before {@link run}. */
  async load(): Promise<void> {
    const { devices, signal } = this.#options;
    const load = async () => {
      // The position first: events between it and the rows are applied again, which changes nothing.
      const position = await devices.position();
      for await (const device of devices.all()) this.known.add(device);
      this.#position = position ?? '';
    };
    await untilItSucceeds(load, { signal, onFailure: this.#failing('load the devices') });
  }

  /** Follows the event store until the signal aborts. */
  async run(): Promise<void> {
    const { eventStore, signal } = this.#options;
    const after = this.#position || undefined;
    for await (const batch of eventStore.subscribe({ after, prefixes: [DEVICE_STREAMS], signal })) {
      await this.#project(batch);
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

  async #project({ events, position }: EventBatch): Promise<void> {
    const { devices, signal } = this.#options;
    const deviceEvents = events as readonly StoredEvent<DeviceEvent>[];
    await untilItSucceeds(() => devices.apply(deviceEvents, position), {
      signal,
      onFailure: this.#failing('project the events of devices'),
    });
    for (const event of deviceEvents) this.known.apply(event, deviceIdOf(event.stream));
    this.#position = position;
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  #failing(what: string) {
    return (error: unknown, retryInMs: number) =>
      this.#options.log.warn(
        `Can't ${what}, trying again in ${Math.round(retryInMs)} ms: ${error}`,
      );
  }
}
