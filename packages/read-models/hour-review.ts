import type { HourEdits } from './reading-edits.ts';

/** Identifies an hour of a device. Hours are ordered by time, then by device, in an order of the engine's own. */
export type HourKey = string;

const INSTANT = 'YYYY-MM-DDTHH:MM:SS.sssZ'.length;

/**
 * Builds the key of an hour. The hour comes first: readings arrive for the current hours, so that writes stay
 * close together however long the history grows, and a day is 24 look-ups.
 */
export function hourKey(deviceId: string, hour: number): HourKey {
  return `${new Date(hour).toISOString()} ${deviceId}`;
}

/** Parses a key into its hour (the start, in milliseconds since 1970, UTC) and device. */
export function hourOfKey(key: HourKey): { readonly hour: number; readonly deviceId: string } {
  return { hour: Date.parse(key.slice(0, INSTANT)), deviceId: key.slice(INSTANT + 1) };
}

/** Total of an hour, in µWh, and the number of its readings. */
export interface Sum {
  readonly total: bigint;
  readonly readings: number;
}

/** An hour whose stored sum differs from the sum of its readings. */
export interface WrongHour {
  readonly deviceId: string;
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
  readonly stored: Sum;
  readonly computed: Sum;
}

/** An hour with what is stored of the decisions about it. */
export interface EditedHour {
  readonly deviceId: string;
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
  readonly edits: HourEdits;
}

/** Result of a review of some hours. */
export interface ReviewedHours {
  readonly hours: number;
  /** Number of readings in these hours. */
  readonly readings: number;
  /** Number of these hours whose readings were dropped: nothing is left to compare their totals with. */
  readonly dropped: number;
  readonly wrong: readonly WrongHour[];
  /** Counting the wrong hours takes less than describing them in `wrong`. */
  readonly wrongCount: number;
  /** Those about which something was decided, without those whose readings were dropped. */
  readonly edited: readonly EditedHour[];
  /** The start of the last reviewed hour (milliseconds since 1970, UTC); `undefined` if there were no more. */
  readonly through: number | undefined;
  /** The last reviewed hour; `undefined` if there were no more. */
  readonly end: HourKey | undefined;
}

/** Number of readings after which a step of the review ends; a step contains whole hours. */
export const READINGS_AT_ONCE = 60_000;

/**
 * Recomputes the totals of hours from their stored readings, which are the record. All methods throw
 * EngineUnavailable while the engine is unavailable.
 */
export interface HourReview {
  /** The table or collection that holds the hours. */
  readonly name: string;

  /** Reviews the next hours in the order of their keys, and changes nothing. */
  next(after: HourKey | undefined): Promise<ReviewedHours>;

  /**
   * Continues the rebuild in progress, or begins one: reviews the next hours and corrects the wrong ones.
   * Each is corrected atomically, and only in the state that was reviewed, so that nothing recorded
   * concurrently is lost or counted twice. Stores the progress; the rebuild ends after the last hour.
   */
  rebuildNext(): Promise<ReviewedHours>;

  /** Reads the last hour that the rebuild in progress has reviewed; `undefined` if there is none. */
  rebuiltTo(): Promise<HourKey | undefined>;

  /** Discards the progress of the rebuild: the next one begins with the first hour. */
  beginAnew(): Promise<void>;

  /** Counts the hours of all devices. */
  count(): Promise<number>;

  /** Reads the starts of the first and the last hour (milliseconds since 1970, UTC); `undefined` without hours. */
  extent(): Promise<{ readonly first: number; readonly last: number } | undefined>;
}
