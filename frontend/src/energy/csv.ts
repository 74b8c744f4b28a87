import type { Consumption } from '../api/client.ts';

const COLUMNS = ['start', 'local_time', 'energy_kwh', 'readings', 'limit_kwh', 'exceeded'];

/**
 * A day as a CSV file (RFC 4180) that any spreadsheet and program reads: one line for each hour of the reader's, instants in
 * ISO 8601 UTC, energies in kWh with a point, nothing where nothing was measured.
 */
export function csvOf({ hours, maxHourlyConsumption }: Consumption): string {
  const own = hours.filter(({ withheld }) => !withheld);
  const rows = own.map(({ start, label, energy, readings, exceeded }) => [
    start,
    label,
    energy === null ? '' : decimal(energy),
    readings,
    decimal(maxHourlyConsumption),
    exceeded ? 'yes' : 'no',
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** Never with an exponent; to the µWh, in which the platform counts. */
function decimal(value: number): string {
  return value.toFixed(9).replace(/\.?0+$/, '');
}

/** The name of a file about a device's day: without what a file system or a shell would trip over. */
export function fileName(description: string, day: string, extension: string): string {
  const words = description
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  const name = [...(words ?? ['device']).join('-')].slice(0, 60).join('').replace(/-$/, '');
  return `${name}-${day}.${extension}`;
}
