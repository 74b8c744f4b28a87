import { type Api, type Consumption, type DayTotal, dataOf, hoursOf } from '../api/client.ts';
import { isAbout } from '../api/problem.ts';
import type { DayRange } from '../calendar/day-arithmetic.ts';
import type { LocalDay } from '../calendar/local-day.ts';

export type DayTotals = ReadonlyMap<LocalDay, DayTotal>;

/** Loads a day's hours. A day that the calendar of the device's zone skips has none. */
export async function loadDay(
  api: Api,
  { deviceId, day }: { readonly deviceId: string; readonly day: LocalDay },
  signal: AbortSignal,
): Promise<Consumption> {
  const path = { id: deviceId };
  try {
    const params = { path, query: { day } };
    return await hoursOf(api.GET('/api/devices/{id}/consumption', { params, signal }));
  } catch (error) {
    if (!isAbout(error, 'day')) throw error;
  }
  const { timeZone, flow, maxHourlyConsumption } = await dataOf(
    api.GET('/api/devices/{id}', { params: { path }, signal }),
  );
  return {
    deviceId,
    day,
    timeZone,
    flow,
    maxHourlyConsumption,
    unit: 'kWh',
    minutes: 0,
    total: null,
    hours: [],
  };
}

/** Loads the totals of a range of days. */
export async function loadDayTotals(
  api: Api,
  { deviceId, from, to }: DayRange & { readonly deviceId: string },
  signal: AbortSignal,
): Promise<DayTotals> {
  const params = { path: { id: deviceId }, query: { from, to } };
  const { days } = await dataOf(api.GET('/api/devices/{id}/consumption/days', { params, signal }));
  return new Map(days.map((total) => [total.day, total]));
}
