import type { LocalDay } from '../calendar/local-day.ts';
import { endOfHour, offsetAt } from '../calendar/zone-clock.ts';

/** How a locale writes what the platform measures. Made once a locale: see {@link formatsFor}. */
export interface Formats {
  readonly locale: string;
  /** An energy with its unit, such as 14.40 kWh: as many decimals as its size makes worth reading. */
  energy(kilowattHours: number): string;
  /** The energy just as it is, with its unit, such as 2.5 kWh: for limits, which people choose. */
  exactEnergy(kilowattHours: number): string;
  /** The same number without the unit. */
  amount(kilowattHours: number): string;
  /** A number without a unit as it may be typed again: every decimal, no thousands. */
  plain(value: number): string;
  /** What stands before decimals. */
  readonly decimalSeparator: '.' | ',';
  /** How many, such as 12,345. */
  count(number: number): string;
  /** How many in some time, such as 0.3 or 1,234. */
  rate(number: number): string;
  /** A length of time in hours, such as 25 or 24½. */
  hours(milliseconds: number): string;
  /** How long, in its largest unit alone, such as 3 hr or 20 min. */
  duration(milliseconds: number): string;
  /** A number of an axis, with no more decimals than its step has. */
  tick(kilowattHours: number): string;
  /** A change such as +12 % or −3 %. */
  change(ratio: number): string;
  /** An hour’s start on the device’s clock, such as 14:00 or 2 PM. */
  hour(start: string | number, timeZone: string): string;
  /** The same with the offset from UTC, for hours that a clock shows twice. */
  hourWithOffset(start: string | number, timeZone: string): string;
  /** The offset of a zone from UTC at an instant, such as GMT+5:30. */
  offset(at: string | number, timeZone: string): string;
  /**
   * An hour from its start to its end, such as 14:00–15:00; with the offsets from UTC where the clocks
   * change in between, such as 02:00 GMT+2–02:00 GMT+1.
   */
  hourSpan(start: string | number, timeZone: string): string;
  /** 22 Nov 2026, 18:41:03: by the clock of whoever reads it. */
  instant(at: string | number): string;
  /** 18:41:03: likewise. */
  clock(at: string | number): string;
  /** Sunday, 22 November 2026. */
  longDay(day: LocalDay): string;
  /** Sun, 22 Nov. */
  shortDay(day: LocalDay): string;
  /** S, or So: what a column of a week is called. */
  weekday(day: LocalDay): string;
  /** 22. */
  dayOfMonth(day: LocalDay): string;
  /** A list of words, such as 7 PM, 8 PM and 9 PM. */
  list(words: readonly string[]): string;
}

const HOUR_MS = 3_600_000;
const DURATION_UNITS = [
  { unit: 'day', ms: 24 * HOUR_MS },
  { unit: 'hour', ms: HOUR_MS },
  { unit: 'minute', ms: HOUR_MS / 60 },
  { unit: 'second', ms: 1_000 },
] as const;
const NO_BREAK_SPACE = '\u00a0';
const UNIT = 'kWh';

const made = new Map<string, Formats>();

/** @param locale such as en-GB or de */
export function formatsFor(locale: string): Formats {
  const known = made.get(locale) ?? formats(locale);
  made.set(locale, known);
  return known;
}

/** Each format is made when it is first used: browsers take a while for some of them. */
function formats(locale: string): Formats {
  const number = (options: Intl.NumberFormatOptions) =>
    once(() => new Intl.NumberFormat(locale, options));
  const time = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, options));
  const amounts = [0, 1, 2, 3].map((digits) =>
    number({ minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const ticks = number({ maximumFractionDigits: 9 });
  const changes = number({
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 0,
  });
  const counts = number({ maximumFractionDigits: 0 });
  const rates = number({ maximumFractionDigits: 1 });
  const plain = number({ maximumFractionDigits: 9, useGrouping: false });
  const durations = DURATION_UNITS.map(({ unit, ms }) => {
    const options = { style: 'unit', unitDisplay: 'short', maximumFractionDigits: 0 } as const;
    return { ms, format: number({ ...options, unit }) };
  });
  const instants = time({ dateStyle: 'medium', timeStyle: 'medium' });
  const clocks = time({ timeStyle: 'medium' });
  const lists = once(() => new Intl.ListFormat(locale, { type: 'conjunction' }));
  const clockStyle = once(() => {
    const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
    return hour12
      ? ({ hour: 'numeric' } as const)
      : ({ hour: '2-digit', minute: '2-digit' } as const);
  });
  const clockOfFullHours = perTimeZone((timeZone) => {
    return new Intl.DateTimeFormat(locale, { timeZone, ...clockStyle() });
  });
  const clockWithMinutes = perTimeZone((timeZone) => {
    return new Intl.DateTimeFormat(locale, { timeZone, ...clockStyle(), minute: '2-digit' });
  });
  /** Where the locale leaves out minutes, an instant that is no full hour shows them: 7 AM, 1:30 AM. */
  const clockFor = (timeZone: string, ...instants: readonly Date[]) =>
    instants.every((at) => isFullHour(at, timeZone))
      ? clockOfFullHours(timeZone)
      : clockWithMinutes(timeZone);
  const clockWithOffset = perTimeZone((timeZone) => {
    const options = { timeZone, hour: 'numeric', minute: '2-digit' } as const;
    return new Intl.DateTimeFormat(locale, { ...options, timeZoneName: 'shortOffset' });
  });
  const day = (options: Intl.DateTimeFormatOptions) => {
    const format = time({ ...options, timeZone: 'UTC' });
    return (localDay: LocalDay) => format().format(Date.parse(`${localDay}T00:00:00Z`));
  };
  const amount = (value: number) => amounts[digitsFor(value)]!().format(value);

  return {
    locale,
    amount,
    energy: (value) => amount(value) + NO_BREAK_SPACE + UNIT,
    plain: (value) => plain().format(value),
    get decimalSeparator() {
      return plain().format(0.5).includes(',') ? ',' : '.';
    },
    exactEnergy: (value) => ticks().format(value) + NO_BREAK_SPACE + UNIT,
    count: (value) => counts().format(value),
    rate: (value) => (value < 10 ? rates : counts)().format(value),
    hours(milliseconds) {
      const hours = milliseconds / HOUR_MS;
      return hours % 1 === 0.5 ? `${counts().format(Math.floor(hours))}½` : ticks().format(hours);
    },
    duration(milliseconds) {
      const fitting = durations.find(({ ms }) => milliseconds >= ms) ?? durations.at(-1)!;
      return fitting.format().format(Math.floor(milliseconds / fitting.ms));
    },
    tick: (value) => ticks().format(value),
    change: (ratio) => changes().format(ratio),
    hour(start, timeZone) {
      const at = new Date(start);
      return clockFor(timeZone, at).format(at);
    },
    hourWithOffset: (start, timeZone) => clockWithOffset(timeZone).format(new Date(start)),
    offset(at, timeZone) {
      const parts = clockWithOffset(timeZone).formatToParts(new Date(at));
      return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    },
    hourSpan(start, timeZone) {
      const from = new Date(start);
      const to = new Date(endOfHour(from.getTime(), timeZone));
      if (offsetAt(from.getTime(), timeZone) !== offsetAt(to.getTime(), timeZone)) {
        const withOffset = clockWithOffset(timeZone);
        return `${withOffset.format(from)}–${withOffset.format(to)}`;
      }
      const clock = clockFor(timeZone, from, to);
      const parts = clock.formatRangeToParts(from, to);
      // Across midnight the range would name both dates.
      if (parts.some(({ type }) => type === 'day')) {
        return `${clock.format(from)}–${clock.format(to)}`;
      }
      return parts.map(({ value }) => value).join('');
    },
    instant: (at) => instants().format(new Date(at)),
    clock: (at) => clocks().format(new Date(at)),
    longDay: day({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: day({ weekday: 'short', day: 'numeric', month: 'short' }),
    weekday: day({ weekday: 'short' }),
    dayOfMonth: day({ day: 'numeric' }),
    list: (words) => lists().format(words),
  };
}

/** Three figures or so are what anybody reads: 0.284, 2.31, 14.40, 123.4, 4321. */
function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size >= 1_000) return 0;
  if (size >= 100) return 1;
  return size > 0 && size < 0.1 ? 3 : 2;
}

function isFullHour(at: Date, timeZone: string): boolean {
  return (at.getTime() + offsetAt(at.getTime(), timeZone)) % HOUR_MS === 0;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function perTimeZone(make: (timeZone: string) => Intl.DateTimeFormat) {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (timeZone: string): Intl.DateTimeFormat => {
    const format = formats.get(timeZone) ?? make(timeZone);
    formats.set(timeZone, format);
    return format;
  };
}
