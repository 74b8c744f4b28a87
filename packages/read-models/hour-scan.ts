import type { MicrowattHours } from '@energy/domain';

/** Devices whose hours are read together, by id. */
export type ScanGroup = readonly string[];

/** An hour of a device whose energy is known. */
export interface ScannedHour {
  /** Its start: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** In µWh: a number while that is exact. */
  readonly total: number | bigint;
  readonly readings: number;
  /** Its energy contains estimates. */
  readonly isEstimated: boolean;
  /** A part of it lies across a reset of a register: the energy of that part is unknown. */
  readonly isPartlyUnknown?: true;
}

/** How complete an hour is. */
export interface HourQuality {
  /** Its start: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** The number of readings that are counted; of a register, with the estimates of its gaps. */
  readonly readings: number;
  /** The number of readings that are suspect, and not counted. */
  readonly suspect: number;
  /** Its energy contains estimates. */
  readonly isEstimated: boolean;
  /** Its energy is known from the registers around it. */
  readonly isDerived: boolean;
}

/** A suspect reading is recorded and not counted. */
export type ReadingQuality = 'measured' | 'estimated' | 'suspect';

export interface ScannedReading {
  /** The start of the hour that contains it: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** Of a register: its value. */
  readonly energy: MicrowattHours;
  readonly quality: ReadingQuality;
}

/** A reading as it is recorded. */
export interface RecordedInHour {
  readonly hour: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** Of a register: its value. */
  readonly energy: MicrowattHours;
  readonly isSuspect: boolean;
  /** It was rejected, and takes the place of no estimate. */
  readonly isRejected: boolean;
}

/** Reads hours of many devices in bulk, for exports. All methods throw EngineUnavailable. */
export interface HourScan {
  /**
   * Groups devices that are read together. The order never changes for devices that have hours; those without any may
   * be left out.
   */
  groups(deviceIds: readonly string[]): Promise<readonly ScanGroup[]>;

  /** Reads the given hours of each device of a group, in the order of time, without those whose energy is not known. */
  hours(group: ScanGroup, starts: readonly number[]): Promise<readonly (readonly ScannedHour[])[]>;

  /** Reads how complete the given hours of each device of a group are, without those that nothing is recorded of. */
  quality(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly (readonly HourQuality[])[]>;

  /** Reads the readings in the given hours of each device of a group, in the order of time. */
  readings(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly (readonly ScannedReading[])[]>;

  /** Reads what is recorded in the given hours of each device of a group, whatever was decided about it. */
  recorded(
    group: ScanGroup,
    starts: readonly number[],
  ): Promise<readonly (readonly RecordedInHour[])[]>;

  /**
   * Identifies the state of the hours of all devices that start within a span (milliseconds since 1970, UTC): another
   * text as soon as one of them has changed. Unchanged hours may get another text, too.
   */
  stateOf(from: number, until: number): Promise<string>;
}
