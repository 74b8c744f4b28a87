import { RuleViolation } from './decider.ts';
import { kilowattHours, type MicrowattHours } from './energy.ts';
import type { GapEstimate } from './reading-decisions.ts';

/** An hour of a gap, and what is recorded of it. Instants in milliseconds since 1970, UTC. */
export interface GapHour {
  readonly start: number;
  readonly end: number;
  /** The instants of its readings, as they are stamped. */
  readonly readAt: readonly number[];
}

export interface GapToEstimate {
  readonly hours: readonly GapHour[];
  readonly intervalMinutes: number;
  readonly stampedAt: 'start' | 'end';
}

type EstimatedHours = GapEstimate['hours'];

const MINUTE_MS = 60_000;

/**
 * Estimates the intervals without a reading on a line between the energies of the intervals before and after the gap.
 *
 * @throws RuleViolation where an hour has all readings, or a neighbour is missing
 */
export function estimateLinearly(
  gap: GapToEstimate,
  { before, after }: { readonly before?: MicrowattHours; readonly after?: MicrowattHours },
): EstimatedHours {
  expectGap(gap);
  if (before === undefined || after === undefined) {
    throw new RuleViolation(
      'estimate-impossible',
      'A linear estimate needs a counted reading on the day before the gap and on the day after it: use the profile.',
      'method',
    );
  }
  const steps =
    gap.hours.reduce((sum, hour) => sum + freeIntervals(hour, gap).filter(Boolean).length, 0) + 1;
  let step = 0;
  return gap.hours.map((hour) => ({
    start: new Date(hour.start).toISOString(),
    energies: freeIntervals(hour, gap).map((isFree) => {
      if (!isFree) return null;
      step += 1;
      return kilowattHours(
        Number(
          (BigInt(before) * BigInt(steps - step) + BigInt(after) * BigInt(step)) / BigInt(steps),
        ),
      );
    }),
  }));
}

/**
 * Estimates the intervals without a reading by the mean energy of the same hours in earlier weeks, divided evenly.
 *
 * @param totals of each hour: those of the same weekday and time in the four weeks before that are known, in µWh
 * @throws RuleViolation where an hour has all readings, or nothing is known of an hour in the weeks before
 */
export function estimateByProfile(
  gap: GapToEstimate,
  totals: readonly (readonly bigint[])[],
): EstimatedHours {
  expectGap(gap);
  return gap.hours.map((hour, index) => {
    const known = totals[index]!;
    const start = new Date(hour.start).toISOString();
    if (known.length === 0) {
      throw new RuleViolation(
        'estimate-impossible',
        `The profile has nothing for ${start}: the hour was not measured in any of the four weeks before.`,
        'method',
      );
    }
    const sum = known.reduce((total, each) => total + each, 0n);
    const intervals = freeIntervals(hour, gap);
    const parts = BigInt(known.length * intervals.length);
    const share = (interval: number) => (sum * BigInt(interval)) / parts;
    return {
      start,
      energies: intervals.map((isFree, interval) =>
        isFree ? kilowattHours(share(interval + 1) - share(interval)) : null,
      ),
    };
  });
}

/** An hour of a gap between registers, and what they say about it. Instants in milliseconds since 1970, UTC. */
export interface RegisterGapHour {
  readonly start: number;
  readonly end: number;
  /** In µWh; `undefined` where nothing is known. */
  readonly total: bigint | undefined;
  readonly isEstimated: boolean;
  /** A part of it lies across a reset. */
  readonly isPartlyUnknown: boolean;
}

export interface RegisterGap {
  readonly hours: readonly RegisterGapHour[];
  readonly intervalMinutes: number;
}

/**
 * Divides a gap between registers evenly, which is a line between them.
 *
 * @throws RuleViolation where an hour is measured, or no registers bound it
 */
export function estimateRegisterLinearly({ hours, intervalMinutes }: RegisterGap): EstimatedHours {
  hours.forEach(expectBounded);
  const unknown = hours.find(({ isPartlyUnknown }) => isPartlyUnknown);
  if (unknown) {
    throw new RuleViolation(
      'estimate-impossible',
      `The register was reset in the hour of ${instantOf(unknown)}, so that no line continues it: use the profile.`,
      'method',
    );
  }
  const counts = hours.map((hour) => intervalsOf(hour, intervalMinutes));
  const intervals = counts.reduce((sum, count) => sum + count, 0);
  const sum = hours.reduce((energy, { total = 0n }) => energy + total, 0n);
  // Zeros could not be divided.
  const mean = sum < BigInt(intervals) ? 1n : sum / BigInt(intervals);
  return hours.map((hour, index) => ({
    start: instantOf(hour),
    energies: Array(counts[index]!).fill(kilowattHours(mean)),
  }));
}

/**
 * Estimates a gap between registers by the mean energy of the same hours in earlier weeks. The registers say how much it
 * is in all; the profile says how that is divided.
 *
 * @param totals as of {@link estimateByProfile}
 * @throws RuleViolation where an hour is measured, no registers bound it, or nothing is known of it in the weeks before
 */
export function estimateRegisterByProfile(
  { hours, intervalMinutes }: RegisterGap,
  totals: readonly (readonly bigint[])[],
): EstimatedHours {
  hours.forEach(expectBounded);
  const gapHours = hours.map(({ start, end }) => ({ start, end, readAt: [] }));
  return estimateByProfile({ hours: gapHours, intervalMinutes, stampedAt: 'start' }, totals);
}

function expectBounded(hour: RegisterGapHour): void {
  if (hour.isEstimated || hour.isPartlyUnknown) return;
  if (hour.total !== undefined) throw hoursMeasured(hour);
  throw new RuleViolation(
    'estimate-impossible',
    `No register bounds the hour of ${instantOf(hour)}: an estimate divides the energy between the one before and the one ` +
      'after a gap.',
    'from',
  );
}

function instantOf({ start }: { readonly start: number }): string {
  return new Date(start).toISOString();
}

function intervalsOf(
  { start, end }: { readonly start: number; readonly end: number },
  intervalMinutes: number,
): number {
  return Math.max(1, Math.round((end - start) / (intervalMinutes * MINUTE_MS)));
}

/** Whether each interval of an hour has no reading. */
function freeIntervals(hour: GapHour, { intervalMinutes, stampedAt }: GapToEstimate): boolean[] {
  const length = intervalMinutes * MINUTE_MS;
  const count = intervalsOf(hour, intervalMinutes);
  const shift = stampedAt === 'end' ? 1 : 0;
  const taken = new Set(hour.readAt.map((at) => Math.floor((at - shift - hour.start) / length)));
  return Array.from({ length: count }, (_, interval) => !taken.has(interval));
}

/** Refuses hours that are measured. */
function expectGap(gap: GapToEstimate): void {
  for (const hour of gap.hours) {
    if (freeIntervals(hour, gap).some(Boolean)) continue;
    throw hoursMeasured(hour);
  }
}

function hoursMeasured(hour: { readonly start: number }): RuleViolation {
  return new RuleViolation(
    'hours-measured',
    `The hour of ${instantOf(hour)} has all its readings: estimate only hours in which some are missing.`,
    'from',
  );
}
