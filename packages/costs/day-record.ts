import type { CalendarDay } from '@energy/domain';

/** A day of one device as a reader may see it. */
export interface DayRecord extends MarkCounts {
  readonly day: CalendarDay;
  /** In µWh: the sum of the readable hours. */
  readonly total: bigint;
  readonly readings: number;
  /** Number of hours of the day. */
  readonly hours: number;
  /** Number of readable hours with readings. */
  readonly hoursMeasured: number;
  /** Number of hours that belong to another owner, or to none. */
  readonly hoursWithheld: number;
  /** Number of readable hours that have not begun. */
  readonly hoursToCome: number;
  readonly minutes: number;
}

/** How many readable hours have marks. Counted where they are shown; otherwise 0. */
export interface MarkCounts {
  /** Their energy contains estimates. */
  readonly hoursEstimated: number;
  /** They have suspect readings, which are not counted. */
  readonly hoursSuspect: number;
  /** A part of them is unknown. */
  readonly hoursPartlyUnknown: number;
}

export const NO_MARK_COUNTS: MarkCounts = {
  hoursEstimated: 0,
  hoursSuspect: 0,
  hoursPartlyUnknown: 0,
};

/** The sum of days. */
export type DaySums = Omit<DayRecord, 'day'>;

export const NOTHING: DaySums = {
  total: 0n,
  readings: 0,
  hours: 0,
  hoursMeasured: 0,
  hoursWithheld: 0,
  hoursToCome: 0,
  minutes: 0,
  ...NO_MARK_COUNTS,
};

export function addDays(one: DaySums, other: DaySums): DaySums {
  return {
    total: one.total + other.total,
    readings: one.readings + other.readings,
    hours: one.hours + other.hours,
    hoursMeasured: one.hoursMeasured + other.hoursMeasured,
    hoursWithheld: one.hoursWithheld + other.hoursWithheld,
    hoursToCome: one.hoursToCome + other.hoursToCome,
    minutes: one.minutes + other.minutes,
    hoursEstimated: one.hoursEstimated + other.hoursEstimated,
    hoursSuspect: one.hoursSuspect + other.hoursSuspect,
    hoursPartlyUnknown: one.hoursPartlyUnknown + other.hoursPartlyUnknown,
  };
}
