import type { PeriodConsumption } from '../api/client.ts';
import { toDecimal } from '../energy/csv.ts';

const COLUMNS = [
  'period',
  'from',
  'to',
  'energy_kwh',
  'hours',
  'hours_measured',
  'complete',
  'hours_estimated',
  'hours_suspect',
  'hours_partly_unknown',
];

/**
 * Converts a period to CSV (RFC 4180): a line for each day or month that the reader may see, energies in kWh with a
 * decimal point, empty if there are no readings.
 */
export function periodToCsv({ buckets }: Pick<PeriodConsumption, 'buckets'>): string {
  const visible = buckets.filter(({ hours, hoursWithheld = 0 }) => hoursWithheld < hours);
  const rows = visible.map((bucket) => [
    bucket.period,
    bucket.from,
    bucket.to,
    bucket.total === null ? '' : toDecimal(bucket.total),
    bucket.hours,
    bucket.hoursMeasured,
    bucket.complete ? 'yes' : 'no',
    bucket.hoursEstimated ?? 0,
    bucket.hoursSuspect ?? 0,
    bucket.hoursPartlyUnknown ?? 0,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
