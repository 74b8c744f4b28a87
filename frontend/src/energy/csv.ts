import type { Consumption } from '../api/client.ts';

const COLUMNS = [
  'start',
  'local_time',
  'energy_kwh',
  'readings',
  'limit_kwh',
  'exceeded',
  'estimated',
  'suspect_readings',
  'partly_unknown',
];

/**
 * Converts a day to CSV (RFC 4180): a line for each hour that the reader may see, instants in ISO 8601 UTC,
 * energies in kWh with a decimal point, empty if there are no readings.
 */
export function toCsv({ hours, maxHourlyConsumption }: Consumption): string {
  const visible = hours.filter(({ withheld }) => !withheld);
  const rows = visible.map((hour) => [
    hour.start,
    hour.label,
    hour.energy === null ? '' : toDecimal(hour.energy),
    hour.readings,
    toDecimal(maxHourlyConsumption),
    yesOrNo(hour.exceeded),
    yesOrNo(hour.estimated),
    hour.suspect,
    yesOrNo(hour.partlyUnknown === true),
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

const yesOrNo = (value: boolean) => (value ? 'yes' : 'no');

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
