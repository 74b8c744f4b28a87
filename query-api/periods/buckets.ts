import { type CalendarDay, calendarDay, dayText, lastOfMonth } from '@energy/domain';
import type { DayRange } from '@energy/read-models';

const DAY_MS = 86_400_000;

/** What the days of a range are grouped by. */
export type Period = 'day' | 'week' | 'month' | 'year';

/** A day, week, month or year of the calendar, as far as it lies in a range. */
export interface Bucket extends DayRange {
  /** Such as 2026-11-22, 2026-W47 (ISO 8601), 2026-11 or 2026. */
  readonly period: string;
}

/** Divides a range into days, weeks, months or years, in order. */
export function bucketsOf({ from, to }: DayRange, by: Period): readonly Bucket[] {
  const buckets: Bucket[] = [];
  for (let day = from; day <= to; ) {
    const { period, last } = PERIODS[by](day);
    buckets.push({ period, from: day, to: Math.min(last, to) });
    day = last + 1;
  }
  return buckets;
}

/** The name and the last day of the period that contains a day. */
const PERIODS: Readonly<
  Record<Period, (day: CalendarDay) => { readonly period: string; readonly last: CalendarDay }>
> = {
  day: (day) => ({ period: dayText(day), last: day }),
  week: (day) => ({ period: isoWeek(day), last: lastOfWeek(day) }),
  month: (day) => ({ period: dayText(day).slice(0, 7), last: lastOfMonth(day) }),
  year: (day) => {
    const year = yearOf(day);
    return { period: String(year), last: calendarDay(`${year}-12-31`) };
  },
};

/** Weeks begin on Monday. */
function lastOfWeek(day: CalendarDay): CalendarDay {
  return day + 6 - weekdayOf(day);
}

/** 0 for Monday; 1970-01-01 was a Thursday. */
function weekdayOf(day: CalendarDay): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** By ISO 8601, a week belongs to the year of its Thursday. */
function isoWeek(day: CalendarDay): string {
  const thursday = lastOfWeek(day) - 3;
  const year = yearOf(thursday);
  const week = Math.floor((thursday - calendarDay(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function yearOf(day: CalendarDay): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}
