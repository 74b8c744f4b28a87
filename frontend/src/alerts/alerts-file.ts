import type { Alert } from '../api/client.ts';
import { toCsvFile } from '../listing/csv-file.ts';

const FIELDS = [
  'start',
  'local_day',
  'local_time',
  'time_zone',
  'device_id',
  'device',
  'owner_id',
  'owner',
  'energy_kwh',
  'limit_kwh',
  'received_late',
  'estimated',
];

/**
 * Writes alerts as a CSV file: instants in ISO 8601 UTC, energies in kWh.
 *
 * @param owners names by id
 */
export function toAlertsFile(
  alerts: readonly Alert[],
  owners: ReadonlyMap<string, string>,
): string {
  const rows = alerts.map((alert) => [
    alert.hour,
    alert.day,
    alert.label,
    alert.timeZone,
    alert.deviceId,
    alert.description ?? '',
    alert.ownerId ?? '',
    owners.get(alert.ownerId ?? '') ?? '',
    alert.total,
    alert.limit,
    alert.late ? 'yes' : 'no',
    alert.estimated ? 'yes' : 'no',
  ]);
  return toCsvFile(FIELDS, rows);
}
