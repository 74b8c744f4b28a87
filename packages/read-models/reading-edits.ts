import type { MicrowattHours } from '@energy/domain';

/** What people decided about an hour. Offsets in milliseconds into the hour. */
export interface HourEdits {
  /** The revision of the last decision that is applied. */
  readonly revision: number;
  /** By the offset of the reading. */
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** By the offset at which the interval starts. */
  readonly estimates: ReadonlyMap<number, IntervalEstimate>;
}

/** The decision about a reading; it has no effect on another value of the same time. */
export interface Verdict {
  readonly energy: MicrowattHours;
  /** What counts instead; `undefined` for nothing. */
  readonly counted: MicrowattHours | undefined;
}

/** An estimate of an interval, which counts while no reading of the interval is recorded. */
export interface IntervalEstimate {
  readonly length: number;
  readonly energy: MicrowattHours;
  /** A reading of the interval is stamped with its end. */
  readonly isEndStamped: boolean;
}

/** A decision about readings of an hour. */
export interface HourEdit {
  readonly deviceId: string;
  /** Start of the hour: milliseconds since 1970, UTC. */
  readonly hour: number;
  /** Of the event in its stream. An hour takes each once, in their order. */
  readonly revision: number;
  readonly verdicts?: ReadonlyMap<number, Verdict>;
  readonly estimates?: ReadonlyMap<number, IntervalEstimate>;
}
