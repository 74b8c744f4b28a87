import { type CalendarDay, calendarDay, dayText, localHours } from '@energy/domain';
import type { DayRange } from '@energy/read-models';
import { InvalidOption } from './usage-error.ts';

const DEFAULT_DAYS = 7;

interface RangeOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface RangeLimits {
  /** The devices whose local days these are. */
  readonly devices: readonly { readonly timeZone: string }[];
  /** The current time: milliseconds since 1970, UTC. */
  readonly now: number;
  readonly maxDays: number;
  /** How people call the most days; by default their number. */
  readonly maxText?: string;
}

/**
 * Reads the requested days: by default the last seven.
 *
 * @throws InvalidOption where they are reversed, too many or begin in the future
 */
export function typedRange(
  { from: first, to: last }: RangeOptions,
  { devices, now, maxDays, maxText = String(maxDays) }: RangeLimits,
): DayRange {
  const today = latestToday(devices, now);
  const to = last === undefined ? today : typedDay('--to', last);
  const from = first === undefined ? to - DEFAULT_DAYS + 1 : typedDay('--from', first);
  if (from > today) throw new InvalidOption(`The range begins on ${dayText(from)}, in the future.`);
  if (to < from)
    throw new InvalidOption(`--to ${dayText(to)} is before ${dayText(from)}, the first day.`);
  const days = to - from + 1;
  if (days > maxDays) {
    throw new InvalidOption(`These are ${days} days; at most ${maxText} are allowed.`);
  }
  return { from, to };
}

function latestToday(devices: RangeLimits['devices'], now: number): CalendarDay {
  const zones = new Set(['UTC', ...devices.map(({ timeZone }) => timeZone)]);
  return Math.max(...Array.from(zones, (timeZone) => localHours(timeZone).dayOfHour(now)));
}

function typedDay(option: string, text: string): CalendarDay {
  try {
    if (/^2[01]\d\d-\d\d-\d\d$/.test(text))
      return calendarDay(Temporal.PlainDate.from(text).toString());
  } catch {}
  throw new InvalidOption(
    `${option} "${text}" is no day of the calendar; one looks like 2026-11-22.`,
  );
}
