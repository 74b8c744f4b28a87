import type { MicrowattHours } from '@energy/domain';
import type { Alert, Alerting } from './alerts.ts';
import type { HourReview } from './hour-review.ts';

/** A reading and the hour that it belongs to. Instants in milliseconds since 1970, UTC. */
export interface HourReading {
  readonly deviceId: string;
  /** When the hour starts. */
  readonly hour: number;
  readonly at: number;
  readonly energy: MicrowattHours;
}

/** What an hour of a device adds up to. */
export interface HourTotal {
  /** When the hour starts: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** In µWh. */
  readonly total: bigint;
  readonly readings: number;
}

/** An hour of a device to which a batch of readings made a difference. */
export interface ChangedHour extends HourTotal {
  readonly deviceId: string;
}

/**
 * The most readings that an hour of a device holds: far more than any meter sends, and few enough
 * that one gone mad harms nobody else.
 */
export const MAX_READINGS_OF_AN_HOUR = 100_000;

/** What became of a batch of readings. */
export interface Recorded {
  /** How many were new. */
  readonly recorded: number;
  /** How many replaced another value for the same device and time. */
  readonly corrected: number;
  /** How many were there already. */
  readonly repeated: number;
  /**
   * Those for which their hour has no room: its total would pass a 64-bit integer, or it holds
   * {@link MAX_READINGS_OF_AN_HOUR}. Not recorded.
   */
  readonly outOfRange: readonly HourReading[];
  /** Every hour that changed, once, with what it adds up to now. */
  readonly changed: readonly ChangedHour[];
  /** The alerts that are new, in the order of their numbers, the late ones included. */
  readonly raised: readonly Alert[];
}

/** Progress of a migration. */
export interface MigrationProgress {
  /** How many hours of devices this process has migrated. */
  readonly hours: number;
  /** The hour that it has come to, and the last one: when they start. */
  readonly through: number;
  readonly last: number;
}

/**
 * The readings that were recorded, by device and hour, with their totals.
 *
 * A reading is known by its device and time: the same one again changes nothing, another value for
 * it replaces it (within a batch, the later one counts). The total is always the sum of the hour's
 * readings. All methods throw EngineUnavailable while the engine is away.
 */
export interface HourlyConsumption {
  readonly review: HourReview;

  /**
   * Moves readings in the layout of an earlier release to the present one, until the signal aborts; resolves at once
   * if there are none. Until it has ended, hours can be read, and nothing can be recorded or reviewed.
   */
  migrate(onProgress: (progress: MigrationProgress) => void, signal: AbortSignal): Promise<void>;

  /**
   * Records a batch in one transaction: on the disk when the promise resolves.
   *
   * In the same transaction it raises the alerts: where an hour that changed now adds up to more than
   * the limit of its device, and has no alert yet, it gets one. An alert that is there stays, and its
   * total is what the hour adds up to.
   *
   * @param alerting without it no alert is raised
   * @param assertOwned throws where the readings may not be recorded any more. It is called when nothing that
   *   others store can come in between; its error is passed on, and nothing is recorded
   */
  record(
    readings: readonly HourReading[],
    alerting?: Alerting,
    assertOwned?: () => void,
  ): Promise<Recorded>;

  /** The given hours of a device, in the order of time, without those for which nothing was measured. */
  hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]>;
}
