import type { HourEdits } from './reading-edits.ts';

export const MAX_TOTAL = 2n ** 63n - 1n;

/** The readings of a device's hour while further ones are added. */
export interface Hour {
  /** Counted energies in µWh by milliseconds into the hour, in any order. */
  readonly energies: Map<number, number>;
  total: Total;
  /** `undefined` while all readings are measured and plausible. */
  exceptions: ExceptionalReadings | undefined;
  /**
   * Present if someone decided about its readings: what is recorded, and what was decided. Decisions are without effect as
   * long as the hour could not be counted with them.
   */
  edited?: { recorded: Hour; edits: HourEdits; isWithoutEffect?: true } | undefined;
}

/** The readings of an hour that are estimated or suspect. */
export interface ExceptionalReadings {
  /** Milliseconds into the hour. */
  readonly estimated: Set<number>;
  /** Energies that are not counted, by milliseconds into the hour. */
  readonly suspects: Map<number, number>;
}

/** In µWh: a number while that is exact, then a bigint. */
export type Total = number | bigint;

/** @param energies by milliseconds into the hour; the hour takes them over */
export function hourOf(energies: Map<number, number>, exceptions?: ExceptionalReadings): Hour {
  return { energies, total: totalOf(energies.values()), exceptions };
}

export function totalOf(energies: Iterable<number>): Total {
  let total: Total = 0;
  for (const energy of energies) total = plus(total, energy);
  return total;
}

export function addTotals(one: Total, other: Total): Total {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return smallest(BigInt(one) + BigInt(other));
}

/** The difference may be below 0. */
export function subtractTotals(one: Total, other: Total): Total {
  return addTotals(one, typeof other === 'number' ? 0 - other : -other);
}

export function smallest(total: bigint): Total {
  const number = Number(total);
  return Number.isSafeInteger(number) ? number : total;
}

export function plus(total: Total, energy: number): Total {
  const sum = Number(total) + energy;
  return typeof total === 'number' && Number.isSafeInteger(sum)
    ? sum
    : BigInt(total) + BigInt(energy);
}
