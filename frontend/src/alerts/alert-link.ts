import type { Alert } from '../api/client.ts';

/** The address of an alert's day, with its hour highlighted. */
export function linkToHour({ deviceId, day, hour }: Pick<Alert, 'deviceId' | 'day' | 'hour'>) {
  return `/devices/${deviceId}/${day}?hour=${encodeURIComponent(hour)}`;
}

/** Parses the highlighted hour (ISO 8601, UTC) in the query of an address. */
export function toHighlightedHour(query: Readonly<Record<string, unknown>>): string | undefined {
  const instant = typeof query.hour === 'string' ? Date.parse(query.hour) : Number.NaN;
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString();
}
