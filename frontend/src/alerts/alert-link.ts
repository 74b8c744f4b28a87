import type { Alert } from '../api/client.ts';

/** Where the hour of an alert is shown: in its day, and marked there. */
export function linkToHour({ deviceId, day, hour }: Pick<Alert, 'deviceId' | 'day' | 'hour'>) {
  return `/devices/${deviceId}/${day}?hour=${encodeURIComponent(hour)}`;
}

/** The hour that an address names, if it does: an instant in ISO 8601, UTC. */
export function hourOfAddress(query: Readonly<Record<string, unknown>>): string | undefined {
  const instant = typeof query.hour === 'string' ? Date.parse(query.hour) : Number.NaN;
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString();
}
