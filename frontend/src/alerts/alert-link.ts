import type { Alert, ListedAlert } from '../api/client.ts';

/** The address of an alert's day, with its hour highlighted. */
export function linkToHour({ deviceId, day, hour }: Pick<Alert, 'deviceId' | 'day' | 'hour'>) {
  return `/devices/${deviceId}/${day}?hour=${encodeURIComponent(hour)}`;
}

/** The address that an alert is about. A client's home shows the costs of the month. */
export function linkToAlert(alert: ListedAlert): string {
  return alert.kind === 'hour' ? linkToHour(alert) : '/';
}

/** Parses the highlighted hour (ISO 8601, UTC) in the query of an address. */
export function toHighlightedHour(query: Readonly<Record<string, unknown>>): string | undefined {
  const instant = typeof query.hour === 'string' ? Date.parse(query.hour) : Number.NaN;
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString();
}
