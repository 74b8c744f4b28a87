import type { Consumption } from '../api/client.ts';
import { endOfHour } from '../calendar/zone-clock.ts';
import { type Axis, axisFor } from './axis.ts';

/**
 * What an hour is, for whoever looks at its day:
 * - `measured`: it is over, and something was measured;
 * - `running`: it goes on, and what was measured is what there is so far;
 * - `missing`: it is over, or goes on, and nothing was measured;
 * - `to-come`: it has not begun;
 * - `withheld`: the device was not the reader's.
 */
export type HourState = 'measured' | 'running' | 'missing' | 'to-come' | 'withheld';

/** One hour of a day's chart; energies in kWh. */
export interface Bar {
  /** The instant at which the hour starts (ISO 8601, UTC), by which it is known. */
  readonly start: string;
  /** What the clock shows then, as HH:MM. */
  readonly label: string;
  readonly state: HourState;
  /** 0 where nothing was measured: `state` tells that from nothing consumed. */
  readonly energy: number;
  readonly exceeded: boolean;
  /** What of the energy lies within the limit, and what above it. */
  readonly within: number;
  readonly above: number;
}

/** A day as a chart shows it. */
export interface DayChart {
  readonly bars: readonly Bar[];
  /** The limit of an hour, in kWh. */
  readonly limit: number;
  readonly axis: Axis;
}

/** A limit this many times the largest hour would leave no chart to be seen: it is left off the axis. */
const FAR_ABOVE = 4;

/**
 * The chart of a day.
 *
 * @param now milliseconds since 1970: decides what is still to come
 */
export function dayChart(
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
  const shown = largest > 0 && limit > largest * FAR_ABOVE ? largest : Math.max(largest, limit);
  return { bars, limit, axis: axisFor(shown) };
}

function stateOf(
  { start, energy, withheld }: Consumption['hours'][number],
  timeZone: string,
  now: number,
): HourState {
  if (withheld) return 'withheld';
  const startsAt = Date.parse(start);
  if (energy === null) return startsAt > now ? 'to-come' : 'missing';
  return startsAt <= now && now < endOfHour(startsAt, timeZone) ? 'running' : 'measured';
}
