import {
  endOfMonth,
  fromAbsolute,
  parseDate,
  startOfMonth,
  startOfWeek,
  toCalendarDate,
} from '@internationalized/date';
import { type LocalDay, plusDays } from './local-day.ts';

const DAYS_OF_CALENDAR = 42;

/** Both ends are inclusive. */
export interface DayRange {
  readonly from: LocalDay;
  readonly to: LocalDay;
}

/** Returns the day of a time zone at an instant (milliseconds since 1970). */
export function dayAt(instant: number, timeZone: string): LocalDay {
  return toCalendarDate(fromAbsolute(instant, timeZone)).toString();
}

export function daysOf({ from, to }: DayRange): readonly LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) days.push(day);
  return days;
}

/** Counts the days from one day to another; negative if `day` is the later one. */
export function daysBetween(day: LocalDay, other: LocalDay): number {
  return parseDate(other).compare(parseDate(day));
}

/** Returns the first and last day of a day's month. */
export function monthOf(day: LocalDay): DayRange {
  const date = parseDate(day);
  return { from: startOfMonth(date).toString(), to: endOfMonth(date).toString() };
}

/** Returns the days that a calendar of a day's month shows: six weeks, from that of the month's first day on. */
export function daysOfCalendar(day: LocalDay, locale: string): DayRange {
  const from = startOfWeek(startOfMonth(parseDate(day)), locale);
  return { from: from.toString(), to: from.add({ days: DAYS_OF_CALENDAR - 1 }).toString() };
}

/**
 * Returns the range of days to show around a day: `length` days that end today or a multiple of `length`
 * days earlier. It stays the same while the person moves from day to day within it.
 */
export function daysAround(day: LocalDay, today: LocalDay, length: number): DayRange {
  const rangesBack = Math.max(0, Math.floor(daysBetween(day, today) / length));
  const to = plusDays(today, -rangesBack * length);
  return { from: plusDays(to, 1 - length), to };
}
