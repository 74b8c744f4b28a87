const DAY_MS = 86_400_000;

/** A day of the calendar, as the number of days since 1970-01-01. */
export type CalendarDay = number;

/** @param text a valid day, such as 2026-11-22 */
export function calendarDay(text: string): CalendarDay {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** A day as text, such as 2026-11-22. */
export function dayText(day: CalendarDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function lastOfMonth(day: CalendarDay): CalendarDay {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS - 1;
}
