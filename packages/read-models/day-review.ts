import type { CalendarDay } from '@energy/domain';

/** Place in the order in which days are reviewed; of the engine's own making. */
export type DayKey = string;

/** Total of a day, in µWh, and the number of its readings and of its hours with readings. */
export interface DaySum {
  readonly total: bigint;
  readonly readings: number;
  readonly hours: number;
}

/** A day whose stored sum differs from the sum of its hours. */
export interface WrongDay {
  readonly deviceId: string;
  readonly day: CalendarDay;
  /** All 0 for a day that is missing. */
  readonly stored: DaySum;
  readonly computed: DaySum;
}

/** Result of a review of some days. */
export interface ReviewedDays {
  /** Number of days of devices. */
  readonly days: number;
  readonly wrong: readonly WrongDay[];
  /** Where the next step begins, and the day that it begins with; `undefined` if there are no more. */
  readonly end: { readonly key: DayKey; readonly day: CalendarDay } | undefined;
}

/**
 * Compares the stored days with the sums of their hours, which are verified against the readings on their own. All
 * methods throw EngineUnavailable while the engine is unavailable.
 */
export interface DayReview {
  /** The table or collection that holds the days. */
  readonly name: string;

  /** Reviews some days, and changes nothing. */
  next(after: DayKey | undefined): Promise<ReviewedDays>;

  /** Continues the rebuild in progress, or begins one: reviews some days and corrects the wrong ones. Stores the progress. */
  rebuildNext(): Promise<ReviewedDays>;

  /** Reads the day that the rebuild in progress has reached; `undefined` if there is none. */
  rebuiltTo(): Promise<CalendarDay | undefined>;

  /** Discards the progress of the rebuild. */
  beginAnew(): Promise<void>;

  /** Counts the stored days of all devices. */
  count(): Promise<number>;

  /** Reads the first and the last stored day; `undefined` without any. */
  extent(): Promise<{ readonly first: CalendarDay; readonly last: CalendarDay } | undefined>;
}
