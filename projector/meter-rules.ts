import {
  calendarDay,
  type DeviceMeter,
  energyIn,
  type LocalHours,
  type MeterDescription,
  type MicrowattHours,
  maxIntervalEnergy,
  meterDescription,
  type RegisterMeter,
  registerMeter,
} from '@energy/domain';
import { type ReceivedReading, type Unreadable, valueTooLarge } from '@energy/measurements';

/** A reading as its meter means it. */
export interface InterpretedReading {
  /** An instant in the hour that the reading belongs to: milliseconds since 1970, UTC. */
  readonly within: number;
  /** Of a register: its value. */
  readonly energy: MicrowattHours;
  readonly isSuspect: boolean;
  /** Of a meter with a register. */
  readonly register?: RegisterMeter | undefined;
}

/** What the readings of a meter mean that is described by other attributes than the defaults. */
export class MeterRules {
  readonly #meter: MeterDescription;
  /** Readings of instants before it are rejected: milliseconds since 1970, UTC. */
  readonly #installedAt: number;
  /** The most energy of an interval, in µWh. */
  readonly #maxEnergy: number;
  readonly #register: RegisterMeter | undefined;
  /** Oldest first. */
  readonly #factors: readonly { readonly from: number; readonly factor: number }[];

  constructor(settings: DeviceMeter, hours: LocalHours) {
    const startOf = (day: string) => hours.startOfDay(calendarDay(day));
    const meter = meterDescription(settings);
    const { installedOn, kWhPerCubicMetre = [] } = meter;
    this.#meter = meter;
    this.#register = meter.reads === 'register' ? registerMeter(settings) : undefined;
    this.#installedAt = installedOn === undefined ? Number.NEGATIVE_INFINITY : startOf(installedOn);
    this.#maxEnergy = maxIntervalEnergy(meter);
    this.#factors = kWhPerCubicMetre.map(({ validFrom, factor }) => ({
      from: startOf(validFrom),
      factor,
    }));
  }

  interpret(reading: ReceivedReading): InterpretedReading | Unreadable {
    const { at, reads = this.#meter.reads } = reading;
    const register = this.#register;
    // A reading that is stamped at its end counts for the hour of the instant just before; a register has no interval.
    const within = this.#meter.stampedAt === 'end' && !register ? at - 1 : at;
    if (reads !== this.#meter.reads) return readsMismatch(reads, this.#meter.reads);
    if (within < this.#installedAt) {
      const detail = `The reading is from before the installation of the meter on ${this.#meter.installedOn}.`;
      return { reason: 'before-installation', detail };
    }
    const energy = this.#energyOf(reading, within);
    if (typeof energy !== 'number') return energy;
    return register
      ? { within, energy, isSuspect: false, register }
      : { within, energy, isSuspect: energy > this.#maxEnergy };
  }

  #energyOf({ value, unit = this.#meter.unit }: ReceivedReading, at: number) {
    if (unit !== 'm3') return energyIn(value, { unit }) ?? valueTooLarge(value);
    if (this.#factors.length === 0) return unitMismatch(this.#meter.medium);
    const { factor } = this.#factors.findLast(({ from }) => from <= at) ?? this.#factors[0]!;
    return energyIn(value, { unit, kWhPerCubicMetre: factor }) ?? valueTooLarge(value);
  }
}

/** Rejects a reading in m³ of a device that has no conversion factor. */
export function unitMismatch(medium: MeterDescription['medium']): Unreadable {
  const detail = `The reading is in m³, and the device measures ${medium} without a conversion factor.`;
  return { reason: 'unit-mismatch', detail };
}

/** Rejects a register of a device that reads intervals, or the reverse. */
export function readsMismatch(
  reads: MeterDescription['reads'],
  expected: MeterDescription['reads'],
): Unreadable {
  const detail = `The message states that it reads ${reads}, and the device reads ${expected}.`;
  return { reason: 'reads-mismatch', detail };
}
