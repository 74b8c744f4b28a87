import type { MicrowattHours } from '@energy/domain';

/** One reading of one meter, checked: what a measurement message says. */
export interface Reading {
  /** A UUID in lower case. */
  readonly deviceId: string;
  /** When it was taken: milliseconds since 1970, UTC. */
  readonly at: number;
  /** The energy since the meter's previous reading. */
  readonly energy: MicrowattHours;
}
