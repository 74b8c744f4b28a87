/** A day of some zone's calendar, written like 2026-11-22. */
export type LocalDay = string;

const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2100-12-31';
/** Of the calendar alone, which has no clock that changes. */
const DAY_MS = 86_400_000;

/** Whether a text is a day that the platform knows of: of the calendar, from 2000 to 2100. */
export function isLocalDay(text: string): text is LocalDay {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < FIRST_DAY || text > LAST_DAY) return false;
  const start = new Date(`${text}T00:00Z`); // A 30th of February is one of March, or none.
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(text);
}

/** The day so many days after another; before it, where the number is negative. */
export function plusDays(day: LocalDay, days: number): LocalDay {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, day.length);
}
