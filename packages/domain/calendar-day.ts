const DAY_MS = 86_400_000;

/** A day of the calendar, as the number of days since 1970-01-01. */
export type CalendarDay = number;

/** @param text a valid day, such as 2026-11-22 */
export function calendarDay(text: string): CalendarDay {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** A day as text, such as 2026-11-22. */
export function dayText(day: CalendarDay): string {
  if (!(day >= month.first && day <= month.last)) month = monthOf(day);
  return month.days[day - month.first]!;
}

export function lastOfMonth(day: CalendarDay): CalendarDay {
  const inNextMonth = firstOfMonth(day) + 31;
  return inNextMonth - dayOfMonth(inNextMonth);
}

function firstOfMonth(day: CalendarDay): CalendarDay {
  return day - dayOfMonth(day) + 1;
}

function dayOfMonth(day: CalendarDay): number {
  return new Date(day * DAY_MS).getUTCDate();
}

interface Month {
  readonly first: CalendarDay;
  readonly last: CalendarDay;
  readonly days: readonly string[];
}

/** The month of the last text: the days of a range cost a quarter of a `Date` for each. */
let month = monthOf(0);

function monthOf(day: CalendarDay): Month {
  const first = firstOfMonth(day);
  const last = lastOfMonth(day);
  const name = new Date(day * DAY_MS).toISOString().slice(0, 'YYYY-MM'.length);
  const days = Array.from(
    { length: last - first + 1 },
    (_, index) => `${name}-${String(index + 1).padStart(2, '0')}`,
  );
  return { first, last, days };
}
