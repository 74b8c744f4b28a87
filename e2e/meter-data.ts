// Computes the expected hours of real meter data from the files alone, without code of the platform.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../../shared/data');
const INTERVAL_MS = 600_000;

export const HOUSEHOLD = path.join(folder, 'household-10min.csv');
export const REGISTER = path.join(folder, 'sensor.csv');
export const isMeterDataHere = existsSync(HOUSEHOLD) && existsSync(REGISTER);

/** Energy in 10⁻⁹ kWh and number of readings of each hour, by {@link localHour}. */
export type Hours = Map<string, { energy: bigint; readings: number }>;

/** Hours of the household's file (Wh): the first row is measured at `from` (ms), the others every ten minutes. */
export function householdHours(from: number, timeZone: string): Hours {
  const [, ...rows] = readFileSync(HOUSEHOLD, 'utf8').trim().split('\n');
  const energies = rows.map((row) => BigInt(row.split(',')[1]!.trim()) * 1_000_000n);
  return sumByHour(energies, from, timeZone);
}

/** Hours of the register's file (kWh): the first row is read at `from` (ms) and is only the baseline. */
export function registerHours(from: number, timeZone: string): Hours {
  const register = registers().map(({ value }) => value);
  const energies = register.slice(1).map((reading, index) => reading - register[index]!);
  return sumByHour(energies, from + INTERVAL_MS, timeZone);
}

/** The rows of the register's file, in kWh as they are written and in 10⁻⁹ kWh. */
export function registers(): { readonly text: string; readonly value: bigint }[] {
  return readFileSync(REGISTER, 'utf8')
    .trim()
    .split('\n')
    .map((row) => {
      const text = row.trim();
      const [whole = '', fraction = ''] = text.split('.');
      return { text, value: BigInt(whole + fraction.padEnd(9, '0')) };
    });
}

/** Formats the local hour of an instant: date, hour and UTC offset. */
export function localHour(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      timeZoneName: 'longOffset',
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function sumByHour(energies: readonly bigint[], from: number, timeZone: string): Hours {
  const hours: Hours = new Map();
  for (const [index, energy] of energies.entries()) {
    const key = localHour(from + index * INTERVAL_MS, timeZone);
    const hour = hours.get(key) ?? { energy: 0n, readings: 0 };
    hours.set(key, { energy: hour.energy + energy, readings: hour.readings + 1 });
  }
  return hours;
}
