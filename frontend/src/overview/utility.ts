import type { Overview } from '../api/client.ts';

type LoadHour = NonNullable<Overview['load']>['hours'][number];

/** A share of reporting meters below which a few silent ones are many. */
const FEW_SILENT = 0.99;
const MANY_SILENT = 0.9;
/** A load that differs more from last week's is worth a look. */
const USUAL_CHANGE = 0.3;

/** Energy in kWh, and its relative change since last week; undefined where nothing was measured. */
export interface ComparedLoad {
  readonly energy: number | undefined;
  readonly change: number | undefined;
}

/** The hour before the running one. */
export function lastFullHour(
  hours: readonly LoadHour[],
): (ComparedLoad & { readonly start: string }) | undefined {
  const hour = hours.at(-2);
  if (!hour) return undefined;
  return { start: hour.start, ...compare([hour]) };
}

/** All hours. The change is that of the full hours that were measured in both weeks. */
export function lastDay(hours: readonly LoadHour[]): ComparedLoad {
  const { change } = compare(
    hours.slice(0, -1).filter((hour) => hour.energy !== null && hour.weekBefore !== null),
  );
  return { energy: compare(hours).energy, change };
}

function compare(hours: readonly LoadHour[]): ComparedLoad {
  const energy = sum(hours.map((hour) => hour.energy));
  const before = sum(hours.map(({ weekBefore }) => weekBefore));
  return { energy, change: energy === undefined || !before ? undefined : energy / before - 1 };
}

function sum(energies: readonly (number | null)[]): number | undefined {
  const measured = energies.filter((energy) => energy !== null);
  return measured.length === 0 ? undefined : measured.reduce((total, energy) => total + energy, 0);
}

export function toneOfChange(change: number | undefined): 'normal' | 'good' | 'warning' {
  if (change === undefined) return 'normal';
  return Math.abs(change) > USUAL_CHANGE ? 'warning' : 'good';
}

export function toneOfReporting(
  reporting: number,
  all: number,
): 'normal' | 'good' | 'warning' | 'bad' {
  if (all === 0) return 'normal';
  if (reporting / all >= FEW_SILENT) return 'good';
  return reporting / all >= MANY_SILENT ? 'warning' : 'bad';
}
