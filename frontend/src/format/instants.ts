import { type LocalDay, plusDays } from '../calendar/local-day.ts';

/** The formats of instants in a locale, by the reader's clock. */
export interface Instants {
  /** 14:05, or 2:05 PM. */
  time(at: number): string;
  /** Today, Yesterday, or the weekday of the last days; else the date, with its year where it differs. */
  day(day: LocalDay, today: LocalDay): string;
  /** A duration of at least a minute in its largest unit: 3 min, 2 h, 4 days. */
  duration(milliseconds: number): string;
  /** Monday, 23 November 2026 at 14:05. */
  full(at: number): string;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;
const RECENT_DAYS = 6;

/** @param locale such as en-GB or de */
export function instantsFor(locale: string, timeZone: string): Instants {
  const clock = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' });
  const full = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const calendar = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    return (day: LocalDay) => format.format(Date.parse(`${day}T00:00:00Z`));
  };
  const weekday = calendar({ weekday: 'long' });
  const date = calendar({ weekday: 'short', day: 'numeric', month: 'short' });
  const dateWithYear = calendar({ day: 'numeric', month: 'short', year: 'numeric' });
  const units = UNITS.map(([unit, size]) => {
    const options = {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: 0,
    } as const;
    return { size, format: new Intl.NumberFormat(locale, options) };
  });

  return {
    time: (at) => clock.format(at),
    day(day, today) {
      if (day === today) return capitalized(relative.format(0, 'day'), locale);
      if (day === plusDays(today, -1)) return capitalized(relative.format(-1, 'day'), locale);
      if (day > plusDays(today, -RECENT_DAYS) && day < today) return weekday(day);
      return day.slice(0, 4) === today.slice(0, 4) ? date(day) : dateWithYear(day);
    },
    duration(milliseconds) {
      const { size, format } = units.find((unit) => milliseconds >= unit.size) ?? units.at(-1)!;
      return format.format(Math.max(1, Math.floor(milliseconds / size)));
    },
    full: (at) => full.format(at),
  };
}

function capitalized(text: string, locale: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase(locale) + text.slice(first.length);
}
