import { type EngineLog, retryForever, settlesWithin } from '@energy/engines';
import type { EventStore, Position } from '@energy/event-store';
import type { LiveFeed, Notice } from '@energy/live-feed';
import type { MeasurementConsumer } from '@energy/measurements';
import type {
  AlertInbox,
  Alerting,
  ChangedHour,
  ClientBudget,
  Device,
  HourReading,
  ListedAlert,
  ReadModels,
  Recorded,
} from '@energy/read-models';
import {
  ALERT_INBOXES,
  BUDGETS,
  DEVICES,
  EventFollower,
  EventsWatch,
  MeterDescriptionsProjection,
  type ProjectionDefinition,
  type ProjectionObserver,
  projectionsOf,
  ReadingDecisionsProjection,
  type RowSubscriber,
} from '@energy/read-models/projection';
import type { Tracing } from '@energy/service';
import { AlertRelay } from './alert-relay.ts';
import { BestEffortPublisher } from './best-effort-publisher.ts';
import { BudgetWatch } from './budget-watch.ts';
import { buildDays } from './day-building.ts';
import { DeviceRegistry } from './device-registry.ts';
import { LastSeen } from './last-seen.ts';
import { alertingBy, type RecordedBatch, recordMeasurements } from './measurement-recorder.ts';
import { migrateReadings } from './reading-migration.ts';
import { dropOldReadings } from './reading-retention.ts';
import { Throughput } from './throughput.ts';

const CATCH_UP_CHECK_INTERVAL_MS = 100;
/** Of the hours of a device that are counted again, so many at the end are published. */
const MAX_RECOUNT_NOTICES = 1_000;

export interface ProjectorOptions {
  readonly eventStore: EventStore;
  readonly queue: MeasurementConsumer;
  readonly readModels: ReadModels;
  readonly feed: LiveFeed;
  readonly batchSize: number;
  readonly lingerMs: number;
  /** Months before the current one whose readings stay; all by default. */
  readonly readingRetentionMonths?: number | undefined;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
  readonly onRecorded: (batch: RecordedBatch) => void;
  /** Runs after alerts were published to the live feed. */
  readonly onPublished: (alerts: readonly ListedAlert[]) => void;
  readonly observer?: ProjectionObserver | undefined;
  readonly tracing?: Tracing | undefined;
  /** The present instant by which months are forecast, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Builds the read models from events and measurements, and publishes what is new to the live feed. */
export class Projector {
  readonly devices: DeviceRegistry;
  readonly events: EventFollower;
  readonly watch: EventsWatch;
  readonly #options: ProjectorOptions;
  readonly #alertRelay: AlertRelay;
  readonly #budgets: BudgetWatch;
  readonly #publisher: BestEffortPublisher;
  readonly #lastSeen: LastSeen;
  readonly #throughput: Throughput;
  readonly #descriptions: MeterDescriptionsProjection;
  /** The highest alert number that anyone has marked as seen. */
  #seenThrough = 0;

  constructor(options: ProjectorOptions) {
    const { readModels, feed, log, signal } = options;
    this.#options = options;
    this.devices = new DeviceRegistry(readModels.devices);
    this.#alertRelay = new AlertRelay({ ...options, alerts: readModels.alerts });
    this.#budgets = new BudgetWatch({
      ...options,
      seenThrough: () => this.#seenThrough,
      onRaised: () => this.#alertRelay.wake(),
    });
    this.#publisher = new BestEffortPublisher(feed, log, signal);
    this.#lastSeen = new LastSeen({ ...options, lastReadings: readModels.lastReadings });
    this.#throughput = new Throughput((notice) => this.#publisher.publish([notice]));
    this.#descriptions = this.#meterDescriptions();
    // Before the others: where their checkpoints have passed a description or a decision, the hours contain it.
    const projections = [
      this.#descriptions,
      this.#readingDecisions(),
      ...projectionsOf(readModels, this.#subscribers()),
    ];
    this.watch = new EventsWatch(options);
    this.events = new EventFollower({ ...options, projections, watch: this.watch });
  }

  /** Works until the signal aborts. The last batch is then either stored or back in the queue. */
  async run(): Promise<void> {
    await Promise.all([
      this.#alertRelay.run(),
      this.#lastSeen.run(),
      this.#throughput.run(this.#options.signal),
      this.watch.run(this.#options.signal),
      this.#project(),
    ]);
  }

  async #project(): Promise<void> {
    const { readModels, ...options } = this.#options;
    await retryForever('load the checkpoints', () => this.events.load(), options);
    await Promise.all([this.events.run(), this.#recordAndBuild()]);
  }

  async #recordAndBuild(): Promise<void> {
    const { readModels, ...options } = this.#options;
    await retryForever(
      'migrate the readings of an earlier release',
      () => migrateReadings(readModels.consumption, options),
      options,
    );
    await Promise.all([
      this.#record(),
      buildDays(readModels.dailyConsumption, options),
      this.#budgets.run(),
      dropOldReadings(readModels.consumption, {
        ...options,
        retentionMonths: options.readingRetentionMonths,
      }),
    ]);
  }

  async #record(): Promise<void> {
    const { readModels, ...options } = this.#options;
    await retryForever('check the record of readings', () => this.#checkRecord(), options);
    await this.#catchUp();
    options.log.info('The projector is ready; recording begins.');
    await recordMeasurements({
      ...options,
      consumption: readModels.consumption,
      devices: this.devices,
      caughtUp: () => this.events.caughtUp(),
      descriptionsSince: (change) => this.#descriptionsSince(change),
      seenThrough: () => this.#seenThrough,
      onStored: (recorded, readings) => this.#publishRecorded(recorded, readings),
    });
  }

  /**
   * Projects the events of the time without a projector, so that alerts go to the owners of now.
   * Recording does not wait for an event store that is unavailable or lacks events: `events` reports both.
   */
  async #catchUp(): Promise<void> {
    const caughtUp = this.events.caughtUp().catch(() => undefined);
    while (!this.watch.missing && !(await settlesWithin(caughtUp, CATCH_UP_CHECK_INTERVAL_MS)));
  }

  /**
   * Warns where readings may have been lost. Fills new read models from the events first: the first alert needs a
   * number above those that were seen.
   */
  async #checkRecord(): Promise<void> {
    const { readModels, log } = this.#options;
    if ((await readModels.position()) === undefined) await this.events.caughtUp();
    if (await readModels.consumption.review.extent()) return;
    // The first device answers as well as their number, which takes a scan of all of them.
    for await (const _ of readModels.devices.all()) {
      log.warn(
        'No reading is recorded, but the events know of devices. If readings were recorded before, READ_MODEL_URL ' +
          'names another store or a new one: readings are no projection of events. Stop the projectors and restore ' +
          'the newest backup.',
      );
      return;
    }
  }

  #meterDescriptions(): MeterDescriptionsProjection {
    const { eventStore, readModels } = this.#options;
    return new MeterDescriptionsProjection({
      eventStore,
      readModels,
      alertingFor: (deviceIds) => this.#alertingFor(deviceIds),
      onStored: ({ raised, changed }) => {
        this.#publishChanged(raised, changed.slice(-MAX_RECOUNT_NOTICES));
      },
    });
  }

  #readingDecisions(): ReadingDecisionsProjection {
    return new ReadingDecisionsProjection({
      readModels: this.#options.readModels,
      alertingFor: (deviceIds) => this.#alertingFor(deviceIds),
      onStored: ({ raised, changed }) => this.#publishChanged(raised, changed),
      onOutdated: (deviceIds) => this.#descriptions.repeat(deviceIds),
    });
  }

  async #alertingFor(deviceIds: ReadonlySet<string>): Promise<Alerting> {
    await this.devices.load(deviceIds);
    return alertingBy({ devices: this.devices, seenThrough: () => this.#seenThrough });
  }

  /** Waits until the devices are known as they are described now. */
  async #descriptionsSince(change: number): Promise<void> {
    await this.events.caughtUp();
    await this.#descriptions.repeat(
      await this.#options.readModels.consumption.describedSince(change),
    );
    this.devices.invalidate();
  }

  #subscribers(): ReadonlyMap<ProjectionDefinition, RowSubscriber> {
    const devices: RowSubscriber<Device> = {
      onLoaded: async () => this.devices.invalidate(),
      onStored: (device) => this.devices.update(device),
    };
    const alertInboxes: RowSubscriber<AlertInbox> = {
      onLoaded: async (all) => {
        for await (const { through } of all) this.#noteSeen(through);
      },
      onStored: (inbox, position) => {
        this.#noteSeen(inbox.through);
        this.#publishSeen(inbox, position);
      },
    };
    const budgets: RowSubscriber<ClientBudget> = {
      onStored: (budget) => this.#budgets.note(budget),
    };
    return new Map<ProjectionDefinition, RowSubscriber>([
      [BUDGETS, budgets],
      [DEVICES, devices],
      [ALERT_INBOXES, alertInboxes],
    ]);
  }

  #publishRecorded(
    { recorded, corrected, repeated, raised, changed }: Recorded,
    readings: readonly HourReading[],
  ): void {
    this.#throughput.count(recorded + corrected + repeated);
    this.#lastSeen.add(readings);
    this.#publishChanged(raised, changed);
  }

  #publishChanged(raised: Recorded['raised'], changed: Recorded['changed']): void {
    if (raised.length > 0) this.#alertRelay.wake();
    if (changed.length > 0) this.#publisher.publish(changed.map(toNotice));
  }

  #noteSeen(through: number): void {
    this.#seenThrough = Math.max(this.#seenThrough, through);
  }

  #publishSeen({ id: userId, through }: AlertInbox, position: Position): void {
    if (this.events.isLive(position)) {
      this.#publisher.publish([{ type: 'AlertsSeen', userId, through }]);
    }
  }
}

function toNotice({ deviceId, hour, total, readings }: ChangedHour): Notice {
  return { type: 'HourlyTotalChanged', deviceId, hour, total: String(total), readings };
}
