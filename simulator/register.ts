import type { MicrowattHours } from '@energy/domain';
import type { CsvValue } from './csv-values.ts';
import { type EnergyUnit, energyOf } from './energy-text.ts';

/** What one row of a meter's file, and so one interval, amounts to. */
export type Interval =
  | { readonly status: 'measured'; readonly line: number; readonly energy: MicrowattHours }
  | { readonly status: 'baseline'; readonly line: number; readonly because: Baseline }
  | { readonly status: 'bad row'; readonly line: number; readonly problem: string };

/** Why a register's row is only what later rows are compared with. */
export type Baseline = 'first row' | 'file restarted' | 'register fell';

/** Makes intervals of a file's rows, in the file's order. */
export interface RowReader {
  read(row: CsvValue): Interval;
  /** The next row is the file's first again. */
  restart(): void;
}

/** For a file in which every row is the energy of its interval. */
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
 * rows, exactly. A register that falls back was replaced or reset; its row is the new baseline.
 * A bad row leaves the baseline as it is, so that the next good one accounts for both intervals.
 */
export class RegisterRows implements RowReader {
  readonly #unit: EnergyUnit;
  #baseline: bigint | undefined;
  #nextBaseline: Baseline = 'first row';

  constructor(unit: EnergyUnit) {
    this.#unit = unit;
  }

  read({ line, text }: CsvValue): Interval {
    const parsed = parse(text, this.#unit);
    if ('problem' in parsed) return { status: 'bad row', line, problem: parsed.problem };
    const before = this.#baseline;
    this.#baseline = parsed.energy;
    if (before === undefined) return { status: 'baseline', line, because: this.#nextBaseline };
    if (parsed.energy < before) return { status: 'baseline', line, because: 'register fell' };
    const interval = measured(line, parsed.energy - before);
    if (interval) return interval;
    this.#baseline = before;
    return badRow(line, text, 'is too far above the row before');
  }

  restart(): void {
    this.#baseline = undefined;
    this.#nextBaseline = 'file restarted';
  }
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

const LONGEST_QUOTATION = 60;

function quoting(text: string, problem: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return `the value ${problem}`;
  const shown =
    trimmed.length > LONGEST_QUOTATION ? `${trimmed.slice(0, LONGEST_QUOTATION)}…` : trimmed;
  return `${JSON.stringify(shown)} ${problem}`;
}
