import { type EngineLog, retryForever } from '@energy/engines';
import type { EventStore, Position } from '@energy/event-store';
import type { LiveFeed, Notice } from '@energy/live-feed';
import type { MeasurementConsumer } from '@energy/measurements';
import type {
  Alert,
  AlertInbox,
  ChangedHour,
  Device,
  HourReading,
  ReadModels,
  Recorded,
} from '@energy/read-models';
import {
  ALERT_INBOXES,
  DEVICES,
  EventFollower,
  EventsWatch,
  type Onlooker,
  type ProjectionDefinition,
  projectionsOf,
  type RowListener,
} from '@energy/read-models/projection';
import type { Tracing } from '@energy/service';
import { AlertTeller } from './alert-teller.ts';
import { KnownDevices } from './known-devices.ts';
import { LastHeard } from './last-heard.ts';
import { type RecordedBatch, recordMeasurements } from './measurement-recorder.ts';
import { PassingNotices } from './passing-notices.ts';
import { migrateReadings } from './reading-migration.ts';
import { Throughput } from './throughput.ts';

export interface ProjectorOptions {
  readonly eventStore: EventStore;
  readonly queue: MeasurementConsumer;
  readonly readModels: ReadModels;
  readonly feed: LiveFeed;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  readonly onRecorded: (batch: RecordedBatch) => void;
  /** Told of alerts once the live feed was told of them. */
  readonly onTold: (alerts: readonly Alert[]) => void;
  /** Looks on while events are projected. */
  readonly onlooker?: Onlooker | undefined;
  readonly tracing?: Tracing | undefined;
}

/** Builds the read models from the events and the measurements, and tells the live feed of what is new. */
export class Projector {
  readonly known = new KnownDevices();
  readonly events: EventFollower;
  readonly watch: EventsWatch;
  readonly #options: ProjectorOptions;
  readonly #alerts: AlertTeller;
  readonly #passing: PassingNotices;
  readonly #lastHeard: LastHeard;
  readonly #throughput: Throughput;
  /** The highest number of an alert that anyone has marked as seen. */
  #seenThrough = 0;

  constructor(options: ProjectorOptions) {
    const { readModels, feed, log, signal } = options;
    this.#options = options;
    this.#alerts = new AlertTeller({ ...options, alerts: readModels.alerts });
    this.#passing = new PassingNotices(feed, log, signal);
    this.#lastHeard = new LastHeard({ ...options, lastReadings: readModels.lastReadings });
    this.#throughput = new Throughput((notice) => this.#passing.tell([notice]));
    const projections = projectionsOf(readModels, this.#listeners());
    this.watch = new EventsWatch(options);
    this.events = new EventFollower({ ...options, projections, watch: this.watch });
  }

  /** Works until the signal aborts. What is in hand then has been stored, or is back in the queue. */
  async run(): Promise<void> {
    await Promise.all([
      this.#alerts.run(),
      this.#lastHeard.run(),
      this.#throughput.run(this.#options.signal),
      this.watch.run(this.#options.signal),
      this.#project(),
    ]);
  }

  async #project(): Promise<void> {
    const { readModels, ...options } = this.#options;
    await retryForever('load the devices', () => this.events.load(), options);
    await Promise.all([this.events.run(), this.#record()]);
  }

  async #record(): Promise<void> {
    const { readModels, ...options } = this.#options;
    await retryForever(
      'migrate the readings of an earlier release',
      () => migrateReadings(readModels.consumption, options),
      options,
    );
    await retryForever('check the record of readings', () => this.#checkRecord(), options);
    options.log.info(`${this.known.size} devices are known; recording begins.`);
    await recordMeasurements({
      ...options,
      consumption: readModels.consumption,
      devices: this.known,
      caughtUp: () => this.events.caughtUp(),
      seenThrough: () => this.#seenThrough,
      onStored: (recorded, readings) => this.#tellOfStored(recorded, readings),
    });
  }

  /**
   * Warns where readings may have been lost. New read models are filled from the events first: which alerts were seen
   * has to be known before the first alert gets its number.
   */
  async #checkRecord(): Promise<void> {
    const { readModels, log } = this.#options;
    if ((await readModels.position()) === undefined) await this.events.caughtUp();
    if (this.known.size === 0 || (await readModels.consumption.review.extent())) return;
    log.warn(
      `No reading is recorded, but the events know of ${this.known.size} devices. If readings were recorded ` +
        'before, READ_MODEL_URL names another store or a new one: readings are no projection of events. Stop the ' +
        'projectors and restore the newest backup.',
    );
  }

  #listeners(): ReadonlyMap<ProjectionDefinition, RowListener> {
    const devices: RowListener<Device> = {
      onLoaded: (all) => this.known.load(all),
      onStored: (device) => this.known.add(device),
    };
    const alertInboxes: RowListener<AlertInbox> = {
      onLoaded: async (all) => {
        for await (const { through } of all) this.#noteSeen(through);
      },
      onStored: (inbox, position) => {
        this.#noteSeen(inbox.through);
        this.#tellOfSeen(inbox, position);
      },
    };
    return new Map<ProjectionDefinition, RowListener>([
      [DEVICES, devices],
      [ALERT_INBOXES, alertInboxes],
    ]);
  }

  #tellOfStored(
    { recorded, corrected, repeated, raised, changed }: Recorded,
    readings: readonly HourReading[],
  ): void {
    this.#throughput.count(recorded + corrected + repeated);
    this.#lastHeard.heard(readings);
    if (raised.length > 0) this.#alerts.wake();
    if (changed.length > 0) this.#passing.tell(changed.map(noticeOfHour));
  }

  #noteSeen(through: number): void {
    this.#seenThrough = Math.max(this.#seenThrough, through);
  }

  #tellOfSeen({ id: userId, through }: AlertInbox, position: Position): void {
    if (this.events.isNews(position)) {
      this.#passing.tell([{ type: 'AlertsSeen', userId, through }]);
    }
  }
}

function noticeOfHour({ deviceId, hour, total, readings }: ChangedHour): Notice {
  return { type: 'HourlyTotalChanged', deviceId, hour, total: String(total), readings };
}
