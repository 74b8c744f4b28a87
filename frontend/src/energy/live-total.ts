import type { Consumption } from '../api/client.ts';

/** What an hour of a device adds up to by now, as the live feed tells it. */
export interface HourlyTotal {
  readonly deviceId: string;
  /** When the hour starts (ISO 8601, UTC). */
  readonly hour: string;
  /** In kWh. */
  readonly total: number;
  readonly readings: number;
  readonly exceeded: boolean;
}

/**
 * A day with one hour brought up to date; the same day where the hour is not one of its own. Sums are
 * rounded to the µWh, in which the platform counts.
 */
export function withHourlyTotal(day: Consumption, told: HourlyTotal): Consumption {
  const at = Date.parse(told.hour);
  const index = day.hours.findIndex(({ start }) => Date.parse(start) === at);
  const hour = day.hours[index];
  if (told.deviceId !== day.deviceId || !hour) return day;
  const changed = {
    ...hour,
    energy: told.total,
    readings: told.readings,
    exceeded: told.exceeded,
  };
  const hours = day.hours.with(index, changed);
  const total = hours.reduce((sum, { energy }) => sum + Math.round((energy ?? 0) * 1e9), 0) / 1e9;
  return { ...day, hours, total };
}
