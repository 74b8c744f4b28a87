import { type MicrowattHours, quoted } from '@energy/domain';
import type { CsvValue } from './csv-values.ts';
import { type EnergyUnit, energyOf } from './energy-text.ts';

/** The result of one row of a meter's file, and so of one interval. */
export type Interval =
  | { readonly status: 'measured'; readonly line: number; readonly energy: MicrowattHours }
  | { readonly status: 'baseline'; readonly line: number; readonly because: Baseline }
  | { readonly status: 'bad row'; readonly line: number; readonly problem: string };

/** Why a register's row is only what later rows are compared with. */
export type Baseline = 'first row' | 'file restarted' | 'register fell';

/** The most rows for which a register may be wrong: two hours where it is read every ten minutes. */
export const LOOKAHEAD = 12;

/** Makes intervals of a file's rows, in the file's order. */
export interface RowReader {
  /** @param upcoming the rows that follow, up to {@link LOOKAHEAD} of them */
  read(row: CsvValue, upcoming: readonly CsvValue[]): Interval;
  /** The next row is the file's first again. */
  restart(): void;
}

/** For a file of which every row is sent as it is: the energy of its interval, or a register. */
export class IntervalRows implements RowReader {
  readonly #unit: EnergyUnit;

  constructor(unit: EnergyUnit) {
    this.#unit = unit;
  }

  read({ line, text }: CsvValue): Interval {
    const parsed = parse(text, this.#unit);
    if ('problem' in parsed) return { status: 'bad row', line, problem: parsed.problem };
    if (parsed.energy < 0n) return badRow(line, text, 'is negative');
    return measured(line, parsed.energy) ?? badRow(line, text, 'is too large');
  }

  restart(): void {}
}

/**
 * For a file of a meter's cumulative register: the energy of an interval is the difference of two
 * rows, exactly. A register that falls and stays low was replaced or reset, or rolled over: that row is the new
 * baseline. Rows that leave the register's course for a moment and return (zeros, a digit too many) are bad.
 * A bad row leaves the baseline as it is, so that the next good one accounts for both intervals.
 */
export class RegisterRows implements RowReader {
  readonly #unit: EnergyUnit;
  #baseline: Register | undefined;
  #nextBaseline: Baseline = 'first row';
  #excursion: { rowsLeft: number; problem: string } | undefined;

  constructor(unit: EnergyUnit) {
    this.#unit = unit;
  }

  read({ line, text }: CsvValue, upcoming: readonly CsvValue[]): Interval {
    if (this.#excursion && --this.#excursion.rowsLeft < 0) this.#excursion = undefined;
    const parsed = parse(text, this.#unit);
    if ('problem' in parsed) return { status: 'bad row', line, problem: parsed.problem };
    this.#excursion ??= this.#excursionAt(parsed.energy, upcoming);
    if (this.#excursion) return badRow(line, text, this.#excursion.problem);
    const before = this.#baseline?.energy;
    const baseline = { energy: parsed.energy, text: text ?? '' };
    if (before === undefined || parsed.energy < before) {
      const because = before === undefined ? this.#nextBaseline : 'register fell';
      this.#baseline = baseline;
      return { status: 'baseline', line, because };
    }
    const interval = measured(line, parsed.energy - before);
    if (!interval) return badRow(line, text, 'is too far above the row before');
    this.#baseline = baseline;
    return interval;
  }

  restart(): void {
    this.#baseline = undefined;
    this.#excursion = undefined;
    this.#nextBaseline = 'file restarted';
  }

  /** The rows from this one on that are off the register's course, where it returns to its course. */
  #excursionAt(
    energy: bigint,
    upcoming: readonly CsvValue[],
  ): { rowsLeft: number; problem: string } | undefined {
    const registers = upcoming.map(({ text }) => registerOf(text, this.#unit));
    const baseline = this.#baseline;
    const rowsLeft = baseline
      ? returnIndex(baseline.energy, energy, registers)
      : endOfLeadingZeros(energy, registers);
    if (rowsLeft === undefined) return undefined;
    const next = quoted(registers[rowsLeft]!.text.trim());
    const around = baseline ? `${quoted(baseline.text.trim())} and ${next}` : next;
    return { rowsLeft, problem: `does not fit the register around it: ${around}` };
  }
}

interface Register {
  readonly energy: bigint;
  readonly text: string;
}

/**
 * Finds the row at which a register that has left its course is back on it: at its baseline or a little above. The rows above or below
 * it until then have to stay about as far off as the first of them, unlike those of a new meter, which counts up from
 * a low start.
 *
 * @returns the index of that row; `undefined` where there is none
 */
function returnIndex(
  baseline: bigint,
  first: bigint,
  upcoming: readonly (Register | undefined)[],
): number | undefined {
  const distance = absolute(first - baseline);
  if (distance === 0n) return undefined;
  const isAbove = first > baseline;
  const distances = new Map([[isAbove, distance]]);
  for (const [index, register] of upcoming.entries()) {
    if (!register) continue;
    const ahead = register.energy - baseline;
    const isBack = isAbove ? register.energy < first : 2n * ahead <= distance;
    if (ahead >= 0n && isBack) return index;
    const usual = distances.get(ahead > 0n) ?? absolute(ahead);
    if (!areSimilar(absolute(ahead), usual)) return undefined;
    distances.set(ahead > 0n, usual);
  }
  return undefined;
}

/** Neither is more than one and a half times the other. */
function areSimilar(one: bigint, other: bigint): boolean {
  return 2n * one <= 3n * other && 2n * other <= 3n * one;
}

/** The least step of a register that counts as one, in µWh: 10 Wh. */
const MIN_STEP = 10_000_000n;
const IMPLAUSIBLE_FACTOR = 1_000n;

/** The index of the first true row, where a file begins with zeros that are no register of a new meter. */
function endOfLeadingZeros(
  first: bigint,
  upcoming: readonly (Register | undefined)[],
): number | undefined {
  if (first !== 0n) return undefined;
  const start = upcoming.findIndex((register) => register && register.energy !== 0n);
  const [risen, ...rest] = upcoming.slice(start).flatMap((register) => register?.energy ?? []);
  if (start < 0 || risen === undefined || rest.length < 2) return undefined;
  const steps = rest.map((energy, index) => absolute(energy - (rest[index - 1] ?? risen)));
  const largest = steps.reduce((max, step) => (step > max ? step : max), MIN_STEP);
  return risen > IMPLAUSIBLE_FACTOR * largest ? start : undefined;
}

function registerOf(text: string | undefined, unit: EnergyUnit): Register | undefined {
  const parsed = parse(text, unit);
  return 'energy' in parsed ? { energy: parsed.energy, text: text ?? '' } : undefined;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function parse(
  text: string | undefined,
  unit: EnergyUnit,
): { energy: bigint } | { problem: string } {
  if (text === undefined) return { problem: 'the row is too short' };
  const parsed = energyOf(text, unit);
  return 'problem' in parsed ? { problem: quoting(text, parsed.problem) } : parsed;
}

function measured(line: number, energy: bigint): Interval | undefined {
  if (energy > Number.MAX_SAFE_INTEGER) return undefined;
  return { status: 'measured', line, energy: Number(energy) };
}

function badRow(line: number, text: string | undefined, problem: string): Interval {
  return { status: 'bad row', line, problem: quoting(text ?? '', problem) };
}

function quoting(text: string, problem: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? `the value ${problem}` : `${quoted(trimmed)} ${problem}`;
}
