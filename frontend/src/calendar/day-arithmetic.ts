import {
  type CalendarDate,
  endOfMonth,
  fromAbsolute,
  parseDate,
  startOfMonth,
  toCalendarDate,
} from '@internationalized/date';
import { type LocalDay, plusDays } from './local-day.ts';

/** A stretch of days, both ends included. */
export interface DayRange {
  readonly from: LocalDay;
  readonly to: LocalDay;
}

/** The day that a zone's calendar shows at an instant (milliseconds since 1970, UTC). */
export function dayAt(instant: number, timeZone: string): LocalDay {
  return toCalendarDate(fromAbsolute(instant, timeZone)).toString();
}

/** Every day of a range, in order. */
export function daysOf({ from, to }: DayRange): readonly LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1)) days.push(day);
  return days;
}

/** How many days a day is before another; negative where it is after it. */
export function daysBetween(day: LocalDay, other: LocalDay): number {
  return parseDate(other).compare(parseDate(day));
}

/** The month that a day is in. */
export function monthOf(day: LocalDay): DayRange {
  const date = parseDate(day);
  return { from: startOfMonth(date).toString(), to: endOfMonth(date).toString() };
}

/** A day as calendars (the widgets) want it. */
export function calendarDate(day: LocalDay): CalendarDate {
  return parseDate(day);
}
