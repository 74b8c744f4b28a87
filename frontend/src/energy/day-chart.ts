import type { Consumption } from '../api/client.ts';
import { endOfHour } from '../calendar/zone-clock.ts';
import { type Axis, axisFor } from './axis.ts';

/**
 * - `measured`: a past hour with readings;
 * - `running`: the current hour with readings so far;
 * - `missing`: a past or the current hour without readings;
 * - `future`: has not started;
 * - `withheld`: the device belonged to somebody else.
 */
export type HourState = 'measured' | 'running' | 'missing' | 'future' | 'withheld';

/** One hour of a day's chart; energies in kWh. */
export interface Bar {
  /** The instant at which the hour starts (ISO 8601, UTC); identifies the bar. */
  readonly start: string;
  /** The local time of the start, as HH:MM. */
  readonly label: string;
  readonly state: HourState;
  /** 0 without readings; `state` distinguishes that from no consumption. */
  readonly energy: number;
  readonly exceeded: boolean;
  /** True from {@link NEAR_RATIO} of the limit on, up to the limit. */
  readonly near: boolean;
  /** True if the energy contains estimates. */
  readonly estimated: boolean;
  /** True if suspect readings are not counted. */
  readonly suspect: boolean;
  /** True if a part of the hour is unknown. */
  readonly partlyUnknown: boolean;
  /** The energy of the same hour of the day before, if it is drawn behind. */
  readonly before: number;
  /** The part of the energy within the limit, and the part above it. */
  readonly within: number;
  readonly above: number;
}

export interface DayChart {
  readonly bars: readonly Bar[];
  /** The limit of an hour, in kWh. */
  readonly limit: number;
  readonly axis: Axis;
  /** The start of the hour that contains the present; undefined on other days. */
  readonly current: string | undefined;
}

export interface DayChartOptions {
  /** The largest hour of the device's last days, in kWh, so that all its days have one scale. */
  readonly largest?: number;
  /** The day before, drawn behind the day. */
  readonly dayBefore?: Pick<Consumption, 'hours'> | undefined;
}

type Day = Pick<Consumption, 'hours' | 'maxHourlyConsumption' | 'timeZone'>;

/** The share of the limit from which an hour is near it. */
export const NEAR_RATIO = 0.8;

/** @param now milliseconds since 1970 */
export function toDayChart(
  { hours, maxHourlyConsumption: limit, timeZone }: Day,
  now: number,
  { largest = 0, dayBefore }: DayChartOptions = {},
): DayChart {
  const energiesBefore = Map.groupBy(dayBefore?.hours ?? [], ({ label }) => label);
  const bars = hours.map((hour): Bar => {
    const energy = hour.energy ?? 0;
    const above = hour.exceeded ? energy - limit : 0;
    return {
      start: hour.start,
      label: hour.label,
      state: stateOf(hour, timeZone, now),
      energy,
      exceeded: hour.exceeded,
      estimated: hour.estimated,
      suspect: hour.suspect > 0,
      partlyUnknown: hour.partlyUnknown === true,
      near: !hour.exceeded && energy >= limit * NEAR_RATIO,
      before: energiesBefore.get(hour.label)?.shift()?.energy ?? 0,
      within: energy - above,
      above,
    };
  });
  const energies = bars.flatMap(({ energy, before }) => [energy, before]);
  const current = hours.find(({ start }) => isCurrent(Date.parse(start), timeZone, now))?.start;
  return { bars, limit, axis: axisFor(Math.max(limit, largest, ...energies)), current };
}

function stateOf(
  { start, energy, withheld }: Consumption['hours'][number],
  timeZone: string,
  now: number,
): HourState {
  if (withheld) return 'withheld';
  const startsAt = Date.parse(start);
  if (energy === null) return startsAt > now ? 'future' : 'missing';
  return isCurrent(startsAt, timeZone, now) ? 'running' : 'measured';
}

function isCurrent(startsAt: number, timeZone: string, now: number): boolean {
  return startsAt <= now && now < endOfHour(startsAt, timeZone);
}
