import type { ListedAlert } from '../api/client.ts';
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
  'budget_month',
  'budget_percent',
  'budget',
  'forecast',
  'currency',
];

/**
 * Writes alerts as a CSV file: instants in ISO 8601 UTC, energies in kWh. The alert of a budget starts when it was raised,
 * and has no device.
 *
 * @param owners names by id
 */
export function toAlertsFile(
  alerts: readonly ListedAlert[],
  owners: ReadonlyMap<string, string>,
): string {
  const rows = alerts.map((alert) => {
    const owner = [alert.ownerId ?? '', owners.get(alert.ownerId ?? '') ?? ''];
    if (alert.kind === 'budget') {
      const { month, threshold, amount, forecast, currency } = alert;
      const ofHour = [alert.raisedAt, '', '', '', '', '', ...owner, '', '', 'no', 'no'];
      return ofHour.concat([month, String(threshold), amount, forecast, currency]);
    }
    return [
      alert.hour,
      alert.day,
      alert.label,
      alert.timeZone,
      alert.deviceId,
      alert.description ?? '',
      ...owner,
      alert.total,
      alert.limit,
      alert.late ? 'yes' : 'no',
      alert.estimated ? 'yes' : 'no',
      '',
      '',
      '',
      '',
      '',
    ];
  });
  return toCsvFile(FIELDS, rows);
}
