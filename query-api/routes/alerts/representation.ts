import { type Reader, viewOf } from '@energy/costs';
import { kilowattHours, localHours } from '@energy/domain';
import type { Alert, BudgetAlert, Device } from '@energy/read-models';
import { inKilowattHours } from '../../consumption-of-day.ts';
import type {
  BudgetAlert as BudgetRepresentation,
  Alert as Representation,
} from '../../schemas/alert.ts';

export interface RepresentationOptions {
  readonly reader: Reader;
  /** `undefined` where the device is not projected yet. */
  readonly device: Device | undefined;
  /** The number through which the reader has seen alerts. */
  readonly through: number;
}

/** An alert as the API shows it to a reader. */
export function representationOf(
  alert: Alert,
  { reader, device, through }: RepresentationOptions,
): Representation {
  const { id, number, deviceId, late } = alert;
  const isAdministrator = reader.role === 'administrator';
  const view = device && viewOf(device, reader);
  const timeZone = device?.timeZone ?? 'UTC';
  const hours = localHours(timeZone);
  const { end, label, offset, isAmbiguous } = hours.hourAt(alert.hour);
  return {
    kind: 'hour',
    id,
    number,
    deviceId,
    description: view?.device.description ?? null,
    ...(isAdministrator && { ownerId: alert.ownerId ?? null }),
    hour: new Date(alert.hour).toISOString(),
    end: new Date(end).toISOString(),
    timeZone,
    day: hours.dayOf(alert.hour).toString(),
    label,
    offset,
    ambiguous: isAmbiguous,
    limit: kilowattHours(alert.limit),
    total: inKilowattHours(alert.total),
    exceeded: alert.total > alert.limit,
    estimated: alert.isEstimated === true,
    raisedAt: new Date(alert.raisedAt).toISOString(),
    late,
    seen: late || number <= through,
  };
}

/**
 * The alert of a budget as the API shows it.
 *
 * @param through the number through which the reader has seen alerts
 */
export function budgetRepresentationOf(
  { budget, ...alert }: BudgetAlert,
  through: number,
): BudgetRepresentation {
  const { id, number, ownerId, late } = alert;
  const { month, threshold, amount, currency, forecast } = budget;
  return {
    kind: 'budget',
    id,
    number,
    ownerId,
    month,
    threshold,
    amount,
    currency,
    forecast,
    raisedAt: new Date(alert.raisedAt).toISOString(),
    late,
    seen: late || number <= through,
  };
}
