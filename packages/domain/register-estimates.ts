/** An estimate of the energy between two instants: milliseconds since 1970, UTC, and µWh. */
export interface EstimatedInterval {
  readonly from: number;
  readonly to: number;
  readonly energy: number;
}

/**
 * What people estimated in the gaps of a register. The energy between two registers is known: estimates say how it is
 * divided among the intervals of a long gap. Only where a register restarted do they count themselves.
 */
export class RegisterEstimates {
  readonly #intervals: readonly EstimatedInterval[];
  /** Of the intervals before each one. */
  readonly #before: { readonly energy: bigint; readonly length: number }[] = [];

  /** @param intervals in the order of time, none of which overlap */
  constructor(intervals: readonly EstimatedInterval[]) {
    this.#intervals = intervals;
    let energy = 0n;
    let length = 0;
    for (const interval of intervals) {
      this.#before.push({ energy, length });
      energy += BigInt(interval.energy);
      length += interval.to - interval.from;
    }
  }

  /** The estimated energy between two instants, rounded down at each of them. */
  energyBetween(from: number, to: number): bigint {
    return this.#upTo(to).energy - this.#upTo(from).energy;
  }

  /** How many milliseconds between two instants are estimated. */
  lengthBetween(from: number, to: number): number {
    return this.#upTo(to).length - this.#upTo(from).length;
  }

  #upTo(at: number): { readonly energy: bigint; readonly length: number } {
    const index = lastFrom(this.#intervals, at);
    if (index === -1) return NOTHING;
    const { from, to, energy } = this.#intervals[index]!;
    const before = this.#before[index]!;
    const passed = Math.min(at, to) - from;
    return {
      energy: before.energy + (BigInt(energy) * BigInt(passed)) / BigInt(to - from),
      length: before.length + passed,
    };
  }
}

const NOTHING = { energy: 0n, length: 0 };

/** The index of the last interval that starts at or before an instant; -1 without one. */
function lastFrom(intervals: readonly EstimatedInterval[], at: number): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (intervals[middle]!.from <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
