import { type CalendarDay, calendarDay, dayText, localHours } from '@energy/domain';
import { invalidParameters } from '@energy/http';
import type { DayRange } from '@energy/read-models';
import { MAX_DAYS, MAX_PERIOD_DAYS } from '../schemas/parameters.ts';

const DEFAULT_DAYS = 7;

/** The time zone of ranges over all devices. */
const COMMON_ZONE = 'UTC';

/** The current day, and the time zone that it is of, for messages. */
interface Today {
  readonly today: CalendarDay;
  readonly timeZone: string;
}

interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: string | undefined;
}

/**
 * Reads the requested range: by default the last seven days.
 *
 * @param today in the time zone that is given for messages
 * @throws ProblemError where it is reversed, too long, or begins in the future
 */
export function rangeOf({ from, to, by }: RangeQuery, { today, timeZone }: Today): DayRange {
  const last = to === undefined ? defaultEnd(from, today) : calendarDay(to);
  const first = from === undefined ? last - DEFAULT_DAYS + 1 : calendarDay(from);
  if (first > today) {
    const parameter = from === undefined ? 'to' : 'from';
    throw invalid(
      parameter,
      `The range begins on ${dayText(first)}, in the future: today is ${dayText(today)} in ${timeZone}.`,
    );
  }
  if (last < first) {
    throw invalid('to', `${dayText(last)} is before ${dayText(first)}, the first day.`);
  }
  const days = last - first + 1;
  if (by === 'hour' && days > MAX_DAYS) {
    throw invalid('to', `These are ${days} days; by hour, at most ${MAX_DAYS} are allowed.`);
  }
  if (days > MAX_PERIOD_DAYS) {
    throw invalid(
      'to',
      `These are ${days} days; at most ten years (${MAX_PERIOD_DAYS} days) are allowed.`,
    );
  }
  return { from: first, to: last };
}

function defaultEnd(from: string | undefined, today: CalendarDay): CalendarDay {
  return from === undefined ? today : Math.max(today, calendarDay(from));
}

/** The latest day that has begun in any of the devices' zones, and in UTC. */
export function latestToday(devices: readonly { readonly timeZone: string }[], now: number): Today {
  let latest = { today: localHours(COMMON_ZONE).dayOfHour(now), timeZone: COMMON_ZONE };
  for (const timeZone of new Set(devices.map((device) => device.timeZone))) {
    const today = localHours(timeZone).dayOfHour(now);
    if (today > latest.today) latest = { today, timeZone };
  }
  return latest;
}

export function invalid(parameter: string, detail: string) {
  return invalidParameters([{ in: 'query', parameter, detail }]);
}

/** The problem for a day that a time zone's calendar skips, such as 2011-12-30 in Apia. */
export function skippedDay(parameter: string, day: string, timeZone: string) {
  const detail = `${timeZone} has no ${day}: its calendar skips that day.`;
  return invalidParameters([{ in: 'query', parameter, detail }]);
}
