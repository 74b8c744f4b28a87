import type { DeviceTotal } from './daily-consumption.ts';

/** Hours that start from one instant on and before another: milliseconds since 1970, UTC. */
export interface HourRange {
  readonly from: number;
  readonly until: number;
}

/** The hours of all devices that start in a range. */
export interface LoadOfRange {
  /** In µWh. */
  readonly total: bigint;
  /** The start of the earliest of the hours that were added up; `undefined` without readings. */
  readonly firstStart: number | undefined;
  /** The devices whose hour consumed most, the highest first; equal totals in no order. */
  readonly top: readonly DeviceTotal[];
}

export interface LoadOptions {
  /** The number of devices in {@link LoadOfRange.top}. */
  readonly top: number;
  /** Devices that are left out, such as those that measure production. */
  readonly without: ReadonlySet<string>;
}

/** The energy of devices together. */
export interface TotalLoad {
  /**
   * Adds up the hours of all devices that start in a range. It reads every hour in the range (of a million devices,
   * 63,000 rows an hour in SQLite), so ranges should be short; in turns, so that other work continues.
   *
   * @throws EngineUnavailable
   */
  ofRange(range: HourRange, options: LoadOptions): Promise<LoadOfRange>;
}
