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
  /** The part of the energy within the limit, and the part above it. */
  readonly within: number;
  readonly above: number;
}

export interface DayChart {
  readonly bars: readonly Bar[];
  /** The limit of an hour, in kWh. */
  readonly limit: number;
  readonly axis: Axis;
}

/** Above this multiple of the largest hour, the limit would flatten the bars: the axis leaves it out. */
const MAX_LIMIT_RATIO = 4;

/** @param now milliseconds since 1970 */
export function toDayChart(
  day: Pick<Consumption, 'hours' | 'maxHourlyConsumption' | 'timeZone'>,
  now: number,
): DayChart {
  const { hours, maxHourlyConsumption: limit, timeZone } = day;
  const bars = hours.map((hour): Bar => {
    const energy = hour.energy ?? 0;
    const above = hour.exceeded ? energy - limit : 0;
    return {
      start: hour.start,
      label: hour.label,
      state: stateOf(hour, timeZone, now),
      energy,
      exceeded: hour.exceeded,
      within: energy - above,
      above,
    };
  });
  const largest = Math.max(0, ...bars.map(({ energy }) => energy));
  const isLimitOnAxis = largest === 0 || limit <= largest * MAX_LIMIT_RATIO;
  const max = isLimitOnAxis ? Math.max(largest, limit) : largest;
  return { bars, limit, axis: axisFor(max) };
}

function stateOf(
  { start, energy, withheld }: Consumption['hours'][number],
  timeZone: string,
  now: number,
): HourState {
  if (withheld) return 'withheld';
  const startsAt = Date.parse(start);
  if (energy === null) return startsAt > now ? 'future' : 'missing';
  return startsAt <= now && now < endOfHour(startsAt, timeZone) ? 'running' : 'measured';
}
