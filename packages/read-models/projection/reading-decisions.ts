import {
  microwattHours,
  READING_STREAMS,
  type ReadingDecisionEvent,
  readingDeviceOf,
} from '@energy/domain';
import type { Position, StoredEvent } from '@energy/event-store';
import type { Alerting } from '../alerts.ts';
import { DescriptionsOutdated } from '../described-meter.ts';
import type { EditedHours, EditOptions } from '../hourly-consumption.ts';
import type { ReadModels } from '../read-models.ts';
import type { HourEdit, IntervalEstimate, Verdict } from '../reading-edits.ts';
import type { AnyProjection } from './projection.ts';

const MINUTE_MS = 60_000;
/** Without decisions, the checkpoint moves at this interval, and not with each event of others. */
const CHECKPOINT_INTERVAL_MS = 30_000;

export interface ReadingDecisionsOptions {
  readonly readModels: Pick<ReadModels, 'consumption' | 'position'>;
  /** Makes devices known, by whose limits alerts are raised. */
  readonly alertingFor: (deviceIds: ReadonlySet<string>) => Promise<Alerting>;
  readonly onStored: (edited: EditedHours) => void;
  /** Counts the readings of devices again whose descriptions changed while decisions were applied. */
  readonly onOutdated: (deviceIds: readonly string[]) => Promise<void>;
}

/**
 * Applies decisions about readings to the hours. An hour knows the last revision that it contains: applying an event
 * again, also after a kill, changes nothing.
 */
export class ReadingDecisionsProjection implements AnyProjection {
  readonly streams = READING_STREAMS;
  readonly #options: ReadingDecisionsOptions;
  #position: Position = '';
  #pending: HourEdit[] = [];
  #storedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ReadingDecisionsOptions) {
    this.#options = options;
  }

  get position(): Position {
    return this.#position;
  }

  get pendingRows(): number {
    return this.#pending.length;
  }

  /** A store of an earlier release has no checkpoint: there were no decisions before those of the others. */
  async load(): Promise<void> {
    const { consumption, position } = this.#options.readModels;
    this.#position = (await consumption.editPosition()) ?? (await position()) ?? '';
    this.#pending = [];
  }

  async apply(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      if (!event.stream.startsWith(this.streams) || event.position <= this.#position) continue;
      this.#pending.push(...toHourEdits(event as StoredEvent<ReadingDecisionEvent>));
    }
  }

  async store(position: Position): Promise<boolean> {
    if (position <= this.#position) return true;
    const now = performance.now();
    if (this.#pending.length > 0 || now - this.#storedAt >= CHECKPOINT_INTERVAL_MS) {
      const edits = this.#pending;
      const deviceIds = new Set(edits.map(({ deviceId }) => deviceId));
      const alerting = edits.length > 0 ? await this.#options.alertingFor(deviceIds) : undefined;
      this.#options.onStored(await this.#edit(edits, { alerting, position }));
      this.#pending = [];
      this.#storedAt = now;
    }
    this.#position = position;
    return true;
  }

  async #edit(edits: readonly HourEdit[], options: EditOptions): Promise<EditedHours> {
    try {
      return await this.#options.readModels.consumption.edit(edits, options);
    } catch (error) {
      if (!(error instanceof DescriptionsOutdated)) throw error;
      await this.#options.onOutdated([...new Set(edits.map(({ deviceId }) => deviceId))]);
      return this.#edit(edits, options);
    }
  }

  async indexNext(): Promise<boolean> {
    return false;
  }

  async isReplaced(): Promise<boolean> {
    return false;
  }
}

/** The effect of a decision on the hours of its device. */
export function toHourEdits(event: StoredEvent<ReadingDecisionEvent>): readonly HourEdit[] {
  const deviceId = readingDeviceOf(event.stream);
  const { revision } = event;
  if (event.type === 'GapEstimated') {
    const { hours, intervalMinutes, stampedAt } = event.data;
    const length = intervalMinutes * MINUTE_MS;
    return hours.map(({ start, energies }) => {
      const estimates = new Map<number, IntervalEstimate>();
      for (const [interval, energy] of energies.entries()) {
        if (energy === null) continue;
        estimates.set(interval * length, {
          length,
          energy: microwattHours(energy)!,
          isEndStamped: stampedAt === 'end',
        });
      }
      return { deviceId, hour: Date.parse(start), revision, estimates };
    });
  }
  const hour = Date.parse(event.data.hour);
  const offset = Date.parse(event.data.at) - hour;
  return [{ deviceId, hour, revision, verdicts: new Map([[offset, verdictOf(event)]]) }];
}

function verdictOf(event: Exclude<ReadingDecisionEvent, { type: 'GapEstimated' }>): Verdict {
  const energy = microwattHours(event.data.energy)!;
  switch (event.type) {
    case 'ReadingAccepted':
      return { energy, counted: energy };
    case 'ReadingRejected':
      return { energy, counted: undefined };
    case 'ReadingReplaced':
      return { energy, counted: microwattHours(event.data.replacement)! };
    default:
      return event satisfies never;
  }
}
