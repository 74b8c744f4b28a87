import {
  DEVICE_STREAMS,
  type DeviceEvent,
  type DeviceInUse,
  type DeviceState,
  deviceDecider,
  deviceIdOf,
  deviceStream,
  maxIntervalEnergy,
  meterDescription,
  type ReadingDecisionEvent,
  readingStream,
  registerMeter,
} from '@energy/domain';
import { type EventStore, foldStream, type Position, type StoredEvent } from '@energy/event-store';
import type { Alerting } from '../alerts.ts';
import { DecisionsOutdated, type DescribedMeter } from '../described-meter.ts';
import type { DescribeOptions, EditedHours } from '../hourly-consumption.ts';
import type { ReadModels } from '../read-models.ts';
import type { HourEdit } from '../reading-edits.ts';
import type { AnyProjection } from './projection.ts';
import { toHourEdits } from './reading-decisions.ts';

/** Without changes, the checkpoint moves at this interval, and not with each event of others. */
const CHECKPOINT_INTERVAL_MS = 30_000;
/** Attributes by which recorded readings count; those of registers by further ones. */
const ATTRIBUTES = ['reads', 'stampedAt'];
const REGISTER_ATTRIBUTES = [...ATTRIBUTES, 'intervalMinutes', 'maxPower', 'registerDigits'];

export interface MeterDescriptionsOptions {
  readonly eventStore: EventStore;
  readonly readModels: Pick<ReadModels, 'consumption' | 'position'>;
  /** Makes devices known, by whose limits alerts are raised. */
  readonly alertingFor: (deviceIds: ReadonlySet<string>) => Promise<Alerting>;
  readonly onStored: (counted: EditedHours) => void;
}

/**
 * Counts the recorded readings of a device again when its meter is described otherwise. It runs before the projection of
 * devices: where a row shows a description, the hours follow it. Counting again, also after a kill, changes nothing.
 */
export class MeterDescriptionsProjection implements AnyProjection {
  readonly streams = DEVICE_STREAMS;
  readonly #options: MeterDescriptionsOptions;
  #position: Position = '';
  /** The devices whose meters changed, and whether that concerns intervals, too. */
  #pending = new Map<string, boolean>();
  #storedAt = Number.NEGATIVE_INFINITY;

  constructor(options: MeterDescriptionsOptions) {
    this.#options = options;
  }

  get position(): Position {
    return this.#position;
  }

  get pendingRows(): number {
    return this.#pending.size;
  }

  /** A store of an earlier release has no checkpoint: no description with an effect on it was allowed to change. */
  async load(): Promise<void> {
    const { consumption, position } = this.#options.readModels;
    this.#position = (await consumption.describedPosition()) ?? (await position()) ?? '';
    this.#pending = new Map();
  }

  async apply(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      if (!event.stream.startsWith(this.streams) || event.position <= this.#position) continue;
      const { type, data } = event as StoredEvent<DeviceEvent>;
      const isChange = type === 'DeviceMeterChanged';
      const hasSome = (names: readonly string[]) => isChange && names.some((name) => name in data);
      if (type !== 'MeterReplaced' && !hasSome(REGISTER_ATTRIBUTES)) continue;
      const deviceId = deviceIdOf(event.stream);
      const concernsAll = hasSome(ATTRIBUTES) || this.#pending.get(deviceId);
      this.#pending.set(deviceId, concernsAll ?? false);
    }
  }

  async store(position: Position): Promise<boolean> {
    if (position <= this.#position) return true;
    const now = performance.now();
    if (this.#pending.size > 0 || now - this.#storedAt >= CHECKPOINT_INTERVAL_MS) {
      await this.#describe(this.#pending, { position });
      this.#pending = new Map();
      this.#storedAt = now;
    }
    this.#position = position;
    return true;
  }

  /** Counts the readings of devices again, of which some may be placed by an earlier description. */
  async repeat(deviceIds: readonly string[]): Promise<void> {
    const all = new Map(deviceIds.map((deviceId) => [deviceId, true]));
    await this.#describe(all, { isRepeated: true });
  }

  async indexNext(): Promise<boolean> {
    return false;
  }

  async isReplaced(): Promise<boolean> {
    return false;
  }

  async #describe(
    devices: ReadonlyMap<string, boolean>,
    options: Pick<DescribeOptions, 'position' | 'isRepeated'>,
  ): Promise<void> {
    const { readModels, alertingFor, onStored } = this.#options;
    for (;;) {
      const meters: DescribedMeter[] = [];
      for (const [deviceId, concernsAll] of devices) {
        const meter = await this.#meterOf(deviceId);
        if (meter && (concernsAll || meter.register)) meters.push(meter);
      }
      const deviceIds = new Set(meters.map(({ deviceId }) => deviceId));
      const alerting = meters.length > 0 ? await alertingFor(deviceIds) : undefined;
      try {
        onStored(await readModels.consumption.describe(meters, { ...options, alerting }));
        return;
      } catch (error) {
        if (!(error instanceof DecisionsOutdated)) throw error;
      }
    }
  }

  async #meterOf(deviceId: string): Promise<DescribedMeter | undefined> {
    const { eventStore } = this.#options;
    const stream = deviceStream(deviceId);
    const { state, revision } = await foldStream(eventStore, stream, DESCRIPTIONS);
    if (state.status !== 'Registered' || revision === undefined) return undefined;
    const edits: HourEdit[] = [];
    for await (const event of eventStore.readStream(readingStream(deviceId))) {
      edits.push(...toHourEdits(event as StoredEvent<ReadingDecisionEvent>));
    }
    return { deviceId, revision, edits, ...describedBy(state) };
  }
}

/** A device that is no longer in use keeps its description. */
const DESCRIPTIONS = {
  initialState: deviceDecider.initialState,
  evolve: (state: DeviceState, event: StoredEvent<DeviceEvent>): DeviceState =>
    event.type === 'DeviceDecommissioned' ? state : deviceDecider.evolve(state, event),
};

function describedBy({ meter, timeZone }: DeviceInUse) {
  const description = meterDescription(meter);
  return {
    timeZone,
    isEndStamped: description.stampedAt === 'end',
    maxIntervalEnergy: maxIntervalEnergy(description),
    register: description.reads === 'register' ? registerMeter(meter) : undefined,
  };
}
