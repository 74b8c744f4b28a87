import type { Consumption } from '../api/client.ts';

/** The current total of a device's hour, from the live feed. */
export interface HourlyTotal {
  readonly deviceId: string;
  /** When the hour starts (ISO 8601, UTC). */
  readonly hour: string;
  /** In kWh. */
  readonly total: number;
  readonly readings: number;
  readonly exceeded: boolean;
  readonly estimated: boolean;
  readonly suspect: number;
  readonly partlyUnknown?: boolean;
}

/**
 * Replaces the total of an hour; returns the same day if the hour is not part of it. Sums are rounded to
 * the µWh.
 */
export function withHourlyTotal(day: Consumption, update: HourlyTotal): Consumption {
  const at = Date.parse(update.hour);
  const index = day.hours.findIndex(({ start }) => Date.parse(start) === at);
  const hour = day.hours[index];
  if (update.deviceId !== day.deviceId || !hour) return day;
  const { partlyUnknown: _, ...rest } = hour;
  const changed = {
    ...rest,
    energy: update.total,
    readings: update.readings,
    exceeded: update.exceeded,
    estimated: update.estimated,
    suspect: update.suspect,
    ...(update.partlyUnknown && { partlyUnknown: true }),
  };
  const hours = day.hours.with(index, changed);
  const total = hours.reduce((sum, { energy }) => sum + Math.round((energy ?? 0) * 1e9), 0) / 1e9;
  return { ...day, hours, total };
}
