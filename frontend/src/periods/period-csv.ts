import type { PeriodConsumption } from '../api/client.ts';
import { toDecimal } from '../energy/csv.ts';

const COLUMNS = ['period', 'from', 'to', 'energy_kwh', 'hours', 'hours_measured', 'complete'];

/**
 * Converts a period to CSV (RFC 4180): a line for each day or month that the reader may see, energies in kWh with a
 * decimal point, empty if there are no readings.
 */
export function periodToCsv({ buckets }: Pick<PeriodConsumption, 'buckets'>): string {
  const visible = buckets.filter(({ hours, hoursWithheld = 0 }) => hoursWithheld < hours);
  const rows = visible.map(({ period, from, to, total, hours, hoursMeasured, complete }) => [
    period,
    from,
    to,
    total === null ? '' : toDecimal(total),
    hours,
    hoursMeasured,
    complete ? 'yes' : 'no',
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
