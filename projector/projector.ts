import type { EngineLog } from '@energy/engines';
import type { EventStore } from '@energy/event-store';
import type { MeasurementQueue } from '@energy/measurements';
import type { ReadModels } from '@energy/read-models';
import { EventFollower } from './event-follower.ts';
import { type RecordedBatch, recordMeasurements } from './measurement-recorder.ts';

export interface ProjectorOptions {
  readonly eventStore: EventStore;
  readonly queue: MeasurementQueue;
  readonly readModels: ReadModels;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  readonly onRecorded: (batch: RecordedBatch) => void;
}

/** Builds the read models from the events and the measurements. */
export class Projector {
  readonly events: EventFollower;
  readonly #options: ProjectorOptions;

  constructor(options: ProjectorOptions) {
    const { eventStore, readModels, log, signal } = options;
    this.#options = options;
    this.events = new EventFollower({ eventStore, readModels, log, signal });
  }

  /** Works until the signal aborts. What is in hand then has been stored, or is back in the queue. */
  async run(): Promise<void> {
    const { readModels, ...options } = this.#options;
    await this.events.load();
    options.log.info(`${this.events.known.size} devices are known; recording begins.`);
    await Promise.all([
      this.events.run(),
      recordMeasurements({
        ...options,
        consumption: readModels.consumption,
        devices: this.events.known,
        caughtUp: () => this.events.caughtUp(),
      }),
    ]);
  }
}
