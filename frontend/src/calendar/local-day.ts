/** A day of a time zone's calendar in ISO 8601, such as 2026-11-22. */
export type LocalDay = string;

const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2100-12-31';
const DAY_MS = 86_400_000;

/** Accepts days of the calendar from 2000 to 2100, the platform's range. */
export function isLocalDay(text: string): text is LocalDay {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < FIRST_DAY || text > LAST_DAY) return false;
  const start = new Date(`${text}T00:00Z`); // 30 February becomes a day of March, or is invalid.
  return !Number.isNaN(start.getTime()) && start.toISOString().startsWith(text);
}

/** Adds days, or subtracts them if negative. */
export function plusDays(day: LocalDay, days: number): LocalDay {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, day.length);
}
