import type { CalendarDay } from '@energy/domain';
import type { DayReview, DaySum } from './day-review.ts';
import type { MarkedHour, MigrationProgress } from './hourly-consumption.ts';

/** Total of a day of a device, in the device's time zone. */
export interface DayTotal extends DaySum {
  readonly day: CalendarDay;
}

/** Days from the first to the last one, both included. */
export interface DayRange {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}

/** A device and the time zone that defines its days. */
export interface DeviceDays {
  readonly deviceId: string;
  readonly timeZone: string;
}

/** Some devices: those with these ids, or all others. */
export interface DeviceSelection {
  readonly ids: ReadonlySet<string>;
  readonly isExcluded: boolean;
}

/** Consumption of all devices in some days, each in its own time zone. */
export interface TotalsOfAll {
  /** The days with readings, in order. */
  readonly days: readonly DayTotalOfAll[];
  /** The devices that consumed most, the highest total first; equal totals in no order. */
  readonly top: readonly DeviceTotal[];
  /** Number of devices with readings. */
  readonly devices: number;
}

export interface DayTotalOfAll extends DayTotal {
  /** Number of devices with readings on that day. */
  readonly devices: number;
  /** The hours of the day, added up over these devices. */
  readonly hoursOfDays: number;
}

/** In µWh. */
export interface DeviceTotal {
  readonly deviceId: string;
  readonly total: bigint;
}

/** How many devices have been compared or moved to their present time zone. */
export interface ZoneProgress {
  readonly devices: number;
  readonly all: number;
}

export interface BuildOptions {
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** Runs after hours were added to their days. */
  readonly onProgress: (progress: MigrationProgress) => void;
  /** Runs while the stored time zones are compared with those of all devices, once after each start. */
  readonly onZoneComparison?: (progress: ZoneProgress) => void;
  /** Runs after the days of a device were moved to its present time zone. */
  readonly onZoneProgress?: (progress: ZoneProgress) => void;
  /** Ends the build early; the next one continues. */
  readonly signal: AbortSignal;
}

/**
 * Totals of local days, by device. They always equal the sum of the recorded hours: what is stored changes in the
 * transaction that changes an hour, and hours that no stored day contains yet are added when a day is read. All
 * methods throw EngineUnavailable.
 */
export interface DailyConsumption {
  readonly review: DayReview;

  /** Reads days of a device in order, without those that have no readings. */
  days(device: DeviceDays, range: DayRange): Promise<readonly DayTotal[]>;

  /** Reads the hours of a device that have marks, in a range of its days, in order: their energy may be unknown. */
  markedHours(device: DeviceDays, range: DayRange): Promise<readonly MarkedHour[]>;

  /**
   * Adds up days of all devices, or of a selection, decommissioned ones included.
   *
   * @param top the number of devices in {@link TotalsOfAll.top}
   */
  totalsOfAll(range: DayRange, top: number, selection?: DeviceSelection): Promise<TotalsOfAll>;

  /**
   * Stores the days of hours that have ended, in small steps: all hours of a store that has none yet, and later
   * the hours since the last call. Also moves a device's days to its present time zone. Safe to be killed, and to be
   * called by several processes at once.
   */
  build(options: BuildOptions): Promise<void>;
}
