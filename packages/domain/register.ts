import type { RegisterEstimates } from './register-estimates.ts';

/** A register at an instant: milliseconds since 1970, UTC, and µWh. */
export interface RegisterReading {
  readonly at: number;
  readonly value: number;
  /** The sender estimated it, or a person did. */
  readonly isEstimated?: boolean;
  /** What people decided: it counts whatever it implies, or never. */
  readonly decision?: 'accepted' | 'rejected' | undefined;
}

/** What the energy between the readings of a register depends on, apart from the readings. */
export interface RegisterMeter {
  /** How often a reading is expected, in milliseconds. */
  readonly interval: number;
  /** The most energy of an hour, in µWh. */
  readonly maxHourlyEnergy?: number;
  /** The value at which the register starts again at 0, in µWh. */
  readonly turn?: number;
  /** In the order of time. */
  readonly replacements?: readonly RegisterReplacement[];
}

/** A meter took the place of another one. Readings from this instant on are those of the new meter. */
export interface RegisterReplacement {
  readonly at: number;
  /** The last register of the old meter, in µWh. */
  readonly final: number;
  /** The first register of the new meter, in µWh. */
  readonly first: number;
}

/**
 * `counted`: the register rose from the counted reading before it. `restarted`: counted after a fall that a later reading
 * confirmed. `suspect`: not counted. `rejected`: not counted by decision.
 */
export type RegisterStatus = 'counted' | 'restarted' | 'suspect' | 'rejected';

/** A counted reading, or one end of a replacement. */
export interface RegisterPoint extends RegisterReading {
  /** Since the point before, in µWh; `undefined` at the first one, and across a reset: nobody knows. */
  readonly energy: number | undefined;
  /** The index of its reading; `undefined` at a replacement. */
  readonly index: number | undefined;
  /** A point from which earlier ones are no longer judged: after a fall, a long gap, a replacement or a decision. */
  readonly isStart: boolean;
}

export interface RegisterCourse {
  /** Of each reading. */
  readonly statuses: readonly RegisterStatus[];
  /** In the order of time. */
  readonly points: readonly RegisterPoint[];
  /** A judgement needed a counted reading from before the first one. */
  readonly reachesBack: boolean;
}

/**
 * What the first of some readings is: the first of all, the first after a gap of {@link MAX_REGISTER_GAP_MS}, a counted
 * one from which the course continues, or a counted one that no later reading can change.
 */
export type CourseStart = 'first' | 'afterGap' | 'continued' | 'fixed';

/** The energy of a period, and what is known of it. */
export interface PeriodEnergy {
  /** In µWh; `undefined` where no part of it is known. */
  readonly energy: bigint | undefined;
  /** The register at a bound is interpolated from a reading that is too far away, or estimated. */
  readonly isEstimated: boolean;
  /** A part of the period lies across a reset: its energy is unknown. */
  readonly isPartlyUnknown: boolean;
}

/** The most readings in a row that a fall can show to have been too large. */
export const MAX_EXCESSIVE_READINGS = 3;
/** Registers that are farther apart are not compared, and nothing is known of the time between them: 400 days. */
export const MAX_REGISTER_GAP_MS = 400 * 86_400_000;

const HOUR_MS = 3_600_000;
/** A register that doubles at once and returns had a digit too many. */
const EXCESS_FACTOR = 2;
/** Without a maximum power, a fall counts as a roll-over if it implies at most this part of a turn. */
const MAX_ROLL_OVER_SHARE = 0.1;

/**
 * Finds which readings of a register count, and the energy between them. Depends on the readings alone, not on the order
 * in which they arrived.
 *
 * - A reading that implies more than the maximum power is suspect.
 * - A fall is suspect until a later reading confirms it by rising from there. One that is back on the old course
 *   refutes it.
 * - A confirmed fall is a roll-over where the register has a turn and the energy is plausible, and else a reset.
 * - A reading more than {@link MAX_REGISTER_GAP_MS} after the last counted one is a first one again.
 * - A decision about a reading comes before all of this.
 * - Up to {@link MAX_EXCESSIVE_READINGS} readings at which the register had doubled, before it fell back to its course,
 *   are suspect.
 *
 * @param readings in the order of time, no two of the same instant
 */
export function registerCourse(
  readings: readonly RegisterReading[],
  meter: RegisterMeter,
  begins: CourseStart = 'first',
): RegisterCourse {
  const course = new Course(readings, { meter, begins });
  const isCounted = begins === 'continued' || begins === 'fixed';
  const start = isCounted ? readings[0]!.at : Number.NEGATIVE_INFINITY;
  const replacements = (meter.replacements ?? []).filter(({ at }) => at > start);
  let replaced = 0;
  for (const [index, reading] of readings.entries()) {
    while (replaced < replacements.length && replacements[replaced]!.at <= reading.at) {
      course.replace(replacements[replaced++]!);
    }
    course.read(reading, index);
  }
  for (; replaced < replacements.length; replaced++) course.replace(replacements[replaced]!);
  return course;
}

/**
 * The energy of a period, interpolated between points: linearly, in a long gap as it was estimated. Each bound is rounded
 * down to a µWh, so that the sum of periods in a row is exactly the energy of them together.
 */
export function energyOfPeriod(
  points: readonly RegisterPoint[],
  { start, end }: { readonly start: number; readonly end: number },
  { meter, estimates }: { readonly meter: RegisterMeter; readonly estimates?: RegisterEstimates },
): PeriodEnergy {
  const { interval } = meter;
  let energy: bigint | undefined;
  let isEstimated = false;
  let isPartlyUnknown = false;
  for (let index = firstAfter(points, start); index < points.length; index++) {
    const from = points[index - 1];
    if (!from) continue;
    if (from.at >= end) break;
    const to = points[index]!;
    if (isFar(from, to)) continue;
    if (to.energy === undefined) {
      const span = [Math.max(start, from.at), Math.min(end, to.at)] as const;
      const estimated = estimates?.lengthBetween(...span) ?? 0;
      isPartlyUnknown ||= estimated < span[1] - span[0];
      if (estimated === 0) continue;
      energy = (energy ?? 0n) + estimates!.energyBetween(...span);
      isEstimated = true;
      continue;
    }
    const gap = { from, to, energy: to.energy, estimates: isGap(from, to, interval) && estimates };
    energy = (energy ?? 0n) + energyUpTo(end, gap) - energyUpTo(start, gap);
    isEstimated ||= [start, end].some((bound) => isInterpolated(from, to, bound, interval));
  }
  return { energy, isEstimated, isPartlyUnknown };
}

/** A register that has fallen, until it rises again. */
interface Fall {
  /** The index of the first low reading. */
  readonly low: number;
  /** The low readings in a row, of which none rose. */
  readonly flat: readonly number[];
}

interface CountOptions {
  readonly isStart?: boolean;
  readonly status?: RegisterStatus;
}

class Course implements RegisterCourse {
  readonly statuses: RegisterStatus[] = [];
  readonly points: RegisterPoint[] = [];
  reachesBack = false;
  readonly #readings: readonly RegisterReading[];
  readonly #meter: RegisterMeter;
  readonly #isAnew: boolean;
  #fall: Fall | undefined;

  constructor(
    readings: readonly RegisterReading[],
    { meter, begins }: { readonly meter: RegisterMeter; readonly begins: CourseStart },
  ) {
    this.#readings = readings;
    this.#meter = meter;
    this.#isAnew = begins === 'afterGap' || begins === 'fixed';
  }

  read(reading: RegisterReading, index: number): void {
    const { value, decision } = reading;
    const last = this.points.at(-1);
    this.statuses[index] = decision === 'rejected' ? 'rejected' : 'suspect';
    if (decision === 'rejected') return;
    if (!last || isFar(last, reading)) {
      this.#fall = undefined;
      this.#count(index, undefined, {
        isStart: last !== undefined || this.#isAnew || decision === 'accepted',
      });
    } else if (decision === 'accepted') {
      this.#accept(last, reading, index);
    } else if (value >= last.value) {
      if (!this.#isPlausible(last, reading, value - last.value)) return;
      this.#fall = undefined;
      this.#count(index, value - last.value);
    } else if (!this.#fall) {
      if (this.#dropExcess(reading)) this.#count(index, value - this.points.at(-1)!.value);
      else this.#fall = { low: index, flat: [index] };
    } else {
      this.#readAfterFall(this.#fall, reading, index);
    }
  }

  replace({ at, final, first }: RegisterReplacement): void {
    const before = this.points.at(-1);
    const isAnew = before !== undefined && isFar(before, { at });
    const fall = isAnew ? undefined : this.#fall;
    if (fall && final >= this.#readings[fall.low]!.value && final < this.points.at(-1)!.value) {
      this.#confirm(fall);
    }
    this.#fall = undefined;
    // The final register was read by a person: it is right.
    if (!isAnew) this.#dropAbove(final);
    const last = this.points.at(-1);
    const energy = last && !isAnew && last.value <= final ? final - last.value : undefined;
    this.points.push({ at, value: final, energy, index: undefined, isStart: true });
    this.points.push({ at, value: first, energy: 0, index: undefined, isStart: true });
  }

  #readAfterFall(fall: Fall, reading: RegisterReading, index: number): void {
    const low = this.#readings[fall.low]!;
    const risen = reading.value - low.value;
    if (risen < 0) {
      this.#fall = { low: index, flat: [index] };
    } else if (risen === 0) {
      this.#fall = { low: fall.low, flat: [...fall.flat, index] };
    } else if (this.#isPlausible(this.#readings[fall.flat.at(-1)!]!, reading, risen)) {
      this.#confirm(fall);
      this.#fall = undefined;
      this.#count(index, risen);
    }
  }

  /** Counts a reading that a person has confirmed, and a fall before it that it continues. */
  #accept(last: RegisterPoint, reading: RegisterReading, index: number): void {
    const { value } = reading;
    const fall = this.#fall;
    const low = fall && this.#readings[fall.low]!.value;
    this.#fall = undefined;
    if (value >= last.value) {
      this.#count(index, value - last.value, { isStart: true });
    } else if (low !== undefined && value >= low) {
      this.#confirm(fall!);
      this.#count(index, value - low, { isStart: true });
    } else {
      this.#count(index, this.#energyOfFall(last, reading), { isStart: true });
    }
  }

  #confirm({ low, flat }: Fall): void {
    const last = this.points.at(-1)!;
    const restarted = { isStart: true, status: 'restarted' } as const;
    this.#count(low, this.#energyOfFall(last, this.#readings[low]!), restarted);
    for (const index of flat.slice(1)) this.#count(index, 0, restarted);
  }

  #count(
    index: number,
    energy: number | undefined,
    { isStart = false, status = 'counted' }: CountOptions = {},
  ): void {
    this.statuses[index] = status;
    this.points.push({ ...this.#readings[index]!, energy, index, isStart });
  }

  /** Drops the last readings if the register was twice as large there as before and at a new reading. */
  #dropExcess(reading: RegisterReading): boolean {
    const { value } = reading;
    for (let count = 1; count <= MAX_EXCESSIVE_READINGS; count++) {
      const first = this.points.at(-count);
      const before = this.points.at(-count - 1);
      if (!first || first.isStart) return false;
      if (!before) {
        this.reachesBack = true;
        return false;
      }
      if (before.value > value) continue;
      if (before.value === 0 || first.value < value * EXCESS_FACTOR) return false;
      if (!this.#isPlausible(before, reading, value - before.value)) return false;
      for (; count > 0; count--) this.#dropLast();
      return true;
    }
    return false;
  }

  #dropAbove(value: number): void {
    for (let count = 0; count < MAX_EXCESSIVE_READINGS; count++) {
      const last = this.points.at(-1);
      if (!last || last.isStart || last.value <= value) break;
      this.#dropLast();
    }
    this.reachesBack ||= this.points.length === 0;
  }

  #dropLast(): void {
    this.statuses[this.points.pop()!.index!] = 'suspect';
  }

  #energyOfFall(before: RegisterReading, after: RegisterReading): number | undefined {
    const { turn, maxHourlyEnergy } = this.#meter;
    if (turn === undefined || before.value >= turn) return undefined;
    const energy = after.value + turn - before.value;
    const isRollOver =
      maxHourlyEnergy === undefined
        ? energy <= turn * MAX_ROLL_OVER_SHARE
        : this.#isPlausible(before, after, energy);
    return isRollOver ? energy : undefined;
  }

  #isPlausible(from: RegisterReading, to: RegisterReading, energy: number): boolean {
    const { maxHourlyEnergy } = this.#meter;
    return maxHourlyEnergy === undefined || energy * HOUR_MS <= maxHourlyEnergy * (to.at - from.at);
  }
}

/** The index of the first point after an instant. */
function firstAfter(points: readonly RegisterPoint[], at: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle]!.at > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Two points, the energy between them, and how it was estimated to be divided. */
interface Gap {
  readonly from: RegisterPoint;
  readonly to: RegisterPoint;
  readonly energy: number;
  readonly estimates: RegisterEstimates | undefined | false;
}

/** The energy between two points up to an instant, rounded down as the register itself is. */
function energyUpTo(at: number, { from, to, energy, estimates }: Gap): bigint {
  if (at <= from.at) return 0n;
  if (at >= to.at) return BigInt(energy);
  const passed = BigInt(at - from.at);
  const length = BigInt(to.at - from.at);
  const estimated = estimates ? estimates.energyBetween(from.at, to.at) : 0n;
  if (!estimates || estimated === 0n) return (BigInt(energy) * passed) / length;
  // The part that is not estimated has its share of the time, and the rest is divided as it was estimated.
  const free = passed - BigInt(estimates.lengthBetween(from.at, at));
  const share = estimates.energyBetween(from.at, at);
  const covered = BigInt(estimates.lengthBetween(from.at, to.at));
  return (BigInt(energy) * (free * estimated + covered * share)) / (length * estimated);
}

function isFar(from: { readonly at: number }, to: { readonly at: number }): boolean {
  return to.at - from.at > MAX_REGISTER_GAP_MS;
}

/** So far apart that every instant between them is farther than an interval from one of them. */
function isGap(from: RegisterPoint, to: RegisterPoint, interval: number): boolean {
  return to.at - from.at > 2 * interval;
}

/** The register at an instant is not what a timely reading says. */
function isInterpolated(
  from: RegisterPoint,
  to: RegisterPoint,
  at: number,
  interval: number,
): boolean {
  if (at === from.at) return from.isEstimated === true;
  if (at === to.at) return to.isEstimated === true;
  if (at < from.at || at > to.at) return false;
  const isFar = at - from.at > interval || to.at - at > interval;
  return isFar || from.isEstimated === true || to.isEstimated === true;
}
