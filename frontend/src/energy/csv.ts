import type { Consumption } from '../api/client.ts';

const COLUMNS = ['start', 'local_time', 'energy_kwh', 'readings', 'limit_kwh', 'exceeded'];

/**
 * Converts a day to CSV (RFC 4180): a line for each hour that the reader may see, instants in ISO 8601 UTC,
 * energies in kWh with a decimal point, empty if there are no readings.
 */
export function toCsv({ hours, maxHourlyConsumption }: Consumption): string {
  const visible = hours.filter(({ withheld }) => !withheld);
  const rows = visible.map(({ start, label, energy, readings, exceeded }) => [
    start,
    label,
    energy === null ? '' : toDecimal(energy),
    readings,
    toDecimal(maxHourlyConsumption),
    exceeded ? 'yes' : 'no',
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** Formats without an exponent, to the µWh. */
export function toDecimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}

/** Returns a file name for a device's day that is safe for file systems and shells. */
export function fileName(description: string, day: string, extension: string): string {
  const words = description
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  const name = [...(words ?? ['device']).join('-')].slice(0, 60).join('').replace(/-$/, '');
  return `${name}-${day}.${extension}`;
}
