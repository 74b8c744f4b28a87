import type { MicrowattHours, RegisterMeter } from '@energy/domain';
import type { Position } from '@energy/event-store';
import type { Alert, Alerting } from './alerts.ts';
import type { DescribedMeter } from './described-meter.ts';
import type { HourReview } from './hour-review.ts';
import type { HourScan } from './hour-scan.ts';
import type { HourEdit } from './reading-edits.ts';

/** A reading and the hour that it belongs to. Instants in milliseconds since 1970, UTC. */
export interface HourReading {
  readonly deviceId: string;
  /** Start of the hour. */
  readonly hour: number;
  readonly at: number;
  /** Of a register: its value. */
  readonly energy: MicrowattHours;
  /** Implies more power than its device can have: it is recorded and not counted. */
  readonly isSuspect?: boolean;
  /** The sender estimated it. A measured reading of the same time replaces it, and is never replaced by it. */
  readonly isEstimated?: boolean;
  /** The time zone of the device, which defines its days. Without it, it is found when days are built. */
  readonly timeZone?: string;
  /** Makes it the reading of a register, whose time zone must be given. */
  readonly register?: RegisterMeter | undefined;
}

/** Total of a device's hour. */
export interface HourTotal {
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** In µWh. */
  readonly total: bigint;
  readonly readings: number;
}

/** What an hour has beside its energy. */
export interface HourMarks {
  /** Its energy contains estimates. */
  readonly isEstimated: boolean;
  /** Number of suspect readings, which are not counted. */
  readonly suspect: number;
  /** A part of it lies across a reset of a register: the energy of that part is unknown. */
  readonly isPartlyUnknown?: true;
}

/** An hour with estimated or suspect readings. */
export interface MarkedHour extends HourMarks {
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
}

/** An hour of a device that a batch of readings changed. */
export interface ChangedHour extends HourTotal {
  readonly deviceId: string;
}

/**
 * Maximum number of readings in an hour of a device: far more than any meter sends, and few enough that a
 * faulty meter harms no other.
 */
export const MAX_READINGS_OF_AN_HOUR = 100_000;

/** Result of recording a batch of readings. */
export interface Recorded {
  /** Number of new readings. */
  readonly recorded: number;
  /** Number of readings that replaced another value for the same device and time. */
  readonly corrected: number;
  /** Number of duplicates. */
  readonly repeated: number;
  /**
   * Readings that were not recorded, because the total of their hour would exceed a 64-bit integer, or the hour
   * holds {@link MAX_READINGS_OF_AN_HOUR}.
   */
  readonly outOfRange: readonly HourReading[];
  /** Readings that were not recorded, because those of their hour were dropped. */
  readonly dropped: readonly HourReading[];
  /** Every changed hour, once, with its new total. */
  readonly changed: readonly ChangedHour[];
  /** New alerts in the order of their numbers, late ones included. */
  readonly raised: readonly Alert[];
}

/** Progress of a migration. */
export interface MigrationProgress {
  /** Number of hours of devices that this process has migrated. */
  readonly hours: number;
  /** Starts of the hour that the migration has reached and of the last one. */
  readonly through: number;
  readonly last: number;
}

export interface DropOptions {
  /** The start of a month of UTC: milliseconds since 1970. */
  readonly before: number;
  readonly onProgress: (progress: MigrationProgress) => void;
  readonly signal: AbortSignal;
}

export interface EditOptions {
  readonly alerting?: Alerting | undefined;
  /** Moves the checkpoint forward. */
  readonly position?: Position | undefined;
  /** Replaces what was decided before about the hours of these decisions. */
  readonly replacesEarlier?: boolean | undefined;
}

export interface DescribeOptions {
  readonly alerting?: Alerting | undefined;
  /** Moves the checkpoint forward. */
  readonly position?: Position | undefined;
  /** Counts again what was counted by this description before. */
  readonly isRepeated?: boolean | undefined;
}

/** What must hold for readings to be recorded. */
export interface RecordConditions {
  /**
   * Throws if they may no longer be recorded. Called when no write of another process can come in between; its error is
   * rethrown, and nothing is recorded.
   */
  readonly assertOwned?: () => void;
  /** The last change of a description by which they are placed; any by default. */
  readonly describedThrough?: number;
}

/** The effect of decisions, or of another description. */
export type EditedHours = Pick<Recorded, 'changed' | 'raised'>;

/**
 * The recorded readings, by device and hour, with their totals.
 *
 * Device and time identify a reading: a duplicate changes nothing, a correction replaces the value (within a
 * batch, the later one counts). The total is always the sum of the hour's readings. All methods throw
 * EngineUnavailable while the engine is unavailable.
 */
export interface HourlyConsumption {
  readonly review: HourReview;
  readonly scan: HourScan;

  /**
   * Moves readings in the layout of an earlier release to the present one, until the signal aborts; resolves at once
   * if there are none. Until it has ended, hours can be read, and nothing can be recorded or reviewed.
   */
  migrate(onProgress: (progress: MigrationProgress) => void, signal: AbortSignal): Promise<void>;

  /**
   * Records a batch in one transaction: on disk when the promise resolves.
   *
   * Raises alerts in the same transaction: a changed hour whose total exceeds the limit of its device gets an
   * alert, unless it has one. An existing alert stays and takes the new total of the hour.
   *
   * @param alerting without it no alert is raised
   * @throws DescriptionsOutdated where a description has changed since `describedThrough`. In MongoDB, readings may be
   *   recorded by then, in the hours of the earlier description
   */
  record(
    readings: readonly HourReading[],
    alerting?: Alerting,
    conditions?: RecordConditions,
  ): Promise<Recorded>;

  /**
   * Applies decisions about readings, each once, in one step with the checkpoint. Raises alerts as {@link record} does.
   * Hours whose readings were dropped stay as they are.
   *
   * @throws DescriptionsOutdated where a description has changed in the meantime: its devices must be described again
   */
  edit(edits: readonly HourEdit[], options?: EditOptions): Promise<EditedHours>;

  /** Reads the checkpoint of the decisions; `undefined` before the first. */
  editPosition(): Promise<Position | undefined>;

  /**
   * Drops the readings of all hours before an instant for good, until the signal aborts; the next call continues. Totals
   * and numbers of readings stay. From the first step on, no reading of such an hour is recorded.
   */
  dropReadings(options: DropOptions): Promise<void>;

  /** Reads the instant before which readings are dropped: there the record begins. `undefined` if none are. */
  recordStart(): Promise<number | undefined>;

  /** Reads whether a device has readings; of MongoDB, it may miss those of the last seconds. */
  hasReadings(deviceId: string): Promise<boolean>;

  /** Reads the last counted register of a device at or before an instant, in µWh; `undefined` without one. */
  registerBefore(deviceId: string, at: number): Promise<MicrowattHours | undefined>;

  /**
   * Counts all recorded readings of devices as their meters are described now, and raises alerts as {@link record} does.
   * A description of a device changes nothing where it, or one of a later revision, was applied before.
   *
   * @throws DecisionsOutdated where others were applied than those of the description
   */
  describe(meters: readonly DescribedMeter[], options?: DescribeOptions): Promise<EditedHours>;

  /** Reads the checkpoint of the descriptions; `undefined` before the first. */
  describedPosition(): Promise<Position | undefined>;

  /** Finds devices that were described since a change, and may have readings that were placed by an earlier description. */
  describedSince(change: number): Promise<readonly string[]>;

  /** Places decisions in the hours in which they have an effect, as the meters are described now. */
  placed(edits: readonly HourEdit[]): Promise<readonly HourEdit[]>;

  /** Reads the given hours of a device, in the order of time, without those whose energy is not known. */
  hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]>;

  /** Reads the marks of the given hours of a device that have some: their energy may be unknown. */
  marks(deviceId: string, starts: readonly number[]): Promise<readonly MarkedHour[]>;
}
