import type { MeterDescription, MeterUnit, MicrowattHours } from '@energy/domain';

/** One reading of one meter, checked: what a measurement message says. */
export interface Reading {
  /** A UUID in lower case. */
  readonly deviceId: string;
  /** When it was taken: milliseconds since 1970, UTC. */
  readonly at: number;
  /** The energy since the meter's previous reading, or its register. */
  readonly energy: MicrowattHours;
  /** Present if the energy is a register. */
  readonly reads?: 'register';
}

/** One reading as a message states it. What it means depends on the meter. */
export interface ReceivedReading {
  readonly deviceId: string;
  readonly at: number;
  /** Not negative. */
  readonly value: number;
  /** The value in kWh or, if the message names one, in its unit; `undefined` for m³ and where it cannot be counted. */
  readonly energy: MicrowattHours | undefined;
  /** Present only if the message states it. */
  readonly unit?: MeterUnit;
  readonly reads?: MeterDescription['reads'];
  readonly isEstimated?: boolean;
}
