import { kilowattHours } from '@energy/domain';
import type { RequestActor } from '@energy/http';
import type { Alert, Device } from '@energy/read-models';
import { inKilowattHours } from '../../consumption-of-day.ts';
import type { Alert as Representation } from '../../schemas/alert.ts';

export interface Showing {
  /** To whom it is shown. */
  readonly reader: Pick<RequestActor, 'userId' | 'role'>;
  /** The device as it stands; `undefined` where it is not projected (any more, or again). */
  readonly device: Device | undefined;
  /** The reader has seen the alerts up to this number. */
  readonly through: number;
}

/** An alert as the API shows it. What became of a device that went to others is not shown. */
export function representationOf(
  alert: Alert,
  { reader, device, through }: Showing,
): Representation {
  const { id, number, deviceId, late } = alert;
  const isAdministrator = reader.role === 'administrator';
  const isKnown = isAdministrator || device?.ownerId === reader.userId;
  const timeZone = device?.timeZone ?? 'UTC';
  const local = Temporal.Instant.fromEpochMilliseconds(alert.hour).toZonedDateTimeISO(timeZone);
  return {
    id,
    number,
    deviceId,
    description: (isKnown && device?.description) || null,
    ...(isAdministrator && { ownerId: alert.ownerId ?? null }),
    hour: new Date(alert.hour).toISOString(),
    timeZone,
    day: local.toPlainDate().toString(),
    label: local.toPlainTime().toString().slice(0, 5),
    limit: kilowattHours(alert.limit),
    total: inKilowattHours(alert.total),
    raisedAt: new Date(alert.raisedAt).toISOString(),
    late,
    seen: number <= through,
  };
}
