import type { MicrowattHours } from '@energy/domain';

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

/**
 * The most readings that an hour of a device holds: far more than any meter sends, and few enough
 * that one gone mad harms nobody else.
 */
export const MOST_READINGS_OF_AN_HOUR = 100_000;

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
   * {@link MOST_READINGS_OF_AN_HOUR}. Not recorded.
   */
  readonly outOfRange: readonly HourReading[];
}

/**
 * The readings that were recorded, by device and hour, with their totals.
 *
 * A reading is known by its device and time: the same one again changes nothing, another value for
 * it replaces it (within a batch, the later one counts). The total is always the sum of the hour's
 * readings. All methods throw EngineUnavailable while the engine is away.
 */
export interface HourlyConsumption {
  /** Records a batch in one transaction: on the disk when the promise resolves. */
  record(readings: readonly HourReading[]): Promise<Recorded>;

  /** The given hours of a device, in the order of time, without those for which nothing was measured. */
  hours(deviceId: string, starts: readonly number[]): Promise<readonly HourTotal[]>;
}
