import type { LocalDay } from '../calendar/local-day.ts';
import { endOfHour, offsetAt } from '../calendar/zone-clock.ts';

/** The number, energy and time formats of a locale; {@link formatsFor} caches one object per locale. */
export interface Formats extends NumberFormats, HourFormats, DayFormats {
  readonly locale: string;
  readonly decimalSeparator: '.' | ',';
}

interface NumberFormats {
  /** An energy with its unit and three or four significant digits, such as 14.40 kWh. */
  energy(kilowattHours: number): string;
  /** An energy with its unit and all its decimals, such as 2.5 kWh: for limits, which people choose. */
  exactEnergy(kilowattHours: number): string;
  /** The number of {@link energy}, without the unit. */
  amount(kilowattHours: number): string;
  /** A number as it can be typed into a form: all decimals, no thousands separators. */
  plain(value: number): string;
  /** A whole number, such as 12,345. */
  count(number: number): string;
  /** A number per unit of time, such as 0.3 or 1,234. */
  rate(number: number): string;
  /** A duration in hours, such as 25 or 24½. */
  hours(milliseconds: number): string;
  /** A duration in its largest unit, such as 3 hr or 20 min. */
  duration(milliseconds: number): string;
  /** A number on an axis, with as many decimals as the step between two. */
  tick(kilowattHours: number, step: number): string;
  /** An amount of money in a currency (ISO 4217), such as €12.50. */
  money(amount: number, currency: string): string;
  /** A currency's symbol, such as €. */
  currencySymbol(currency: string): string;
  /** A price of a unit with all its decimals, such as €0.2874. */
  price(amount: number, currency: string): string;
  /** A relative change, such as +12 %, −3 % or +0.4 %. */
  change(ratio: number): string;
  /** A number of per cent, such as 21 % or 7.5 %. */
  percent(number: number): string;
  /** A share of a whole, such as 12 %. */
  share(ratio: number): string;
  /** A list of words, such as 7 PM, 8 PM and 9 PM. */
  list(words: readonly string[]): string;
}

interface HourFormats {
  /** The start of an hour on the device's clock, such as 14:00 or 2 PM. */
  hour(start: string | number, timeZone: string): string;
  /** A minute on the device's clock, such as 14:05 or 2:05 PM. */
  minute(at: string | number, timeZone: string): string;
  /** The start of an hour with its offset from UTC, for hours that a clock shows twice. */
  hourWithOffset(start: string | number, timeZone: string): string;
  /** The offset of a time zone from UTC at an instant, such as GMT+5:30. */
  offset(at: string | number, timeZone: string): string;
  /**
   * An hour from its start to its end, such as 14:00–15:00; with offsets from UTC where the clocks change in
   * between, such as 02:00 GMT+2–02:00 GMT+1.
   */
  hourSpan(start: string | number, timeZone: string): string;
}

interface DayFormats {
  /** 22 Nov 2026, 18:41:03, by the reader's clock. */
  instant(at: string | number): string;
  /** 18:41:03, by the reader's clock. */
  clock(at: string | number): string;
  /** Sunday, 22 November 2026. */
  longDay(day: LocalDay): string;
  /** Sun, 22 Nov. */
  shortDay(day: LocalDay): string;
  /** Sun. */
  weekday(day: LocalDay): string;
  /** 22. */
  dayOfMonth(day: LocalDay): string;
  /** 22 Nov. */
  dayAndMonth(day: LocalDay): string;
  /** Nov. */
  month(day: LocalDay): string;
  /** November 2026. */
  longMonth(day: LocalDay): string;
  /** 16–22 November 2026. */
  daySpan(from: LocalDay, to: LocalDay): string;
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

const formatsByLocale = new Map<string, Formats>();

/** @param locale such as en-GB or de */
export function formatsFor(locale: string): Formats {
  const formats = formatsByLocale.get(locale) ?? createFormats(locale);
  formatsByLocale.set(locale, formats);
  return formats;
}

/** Creates each Intl object on its first use, since browsers take milliseconds for some of them. */
function createFormats(locale: string): Formats {
  const numbers = createNumberFormats(locale);
  return {
    locale,
    get decimalSeparator() {
      return numbers.plain(0.5).includes(',') ? ',' : '.';
    },
    ...numbers,
    ...createHourFormats(locale),
    ...createDayFormats(locale),
  };
}

function createNumberFormats(locale: string): NumberFormats {
  const number = (options: Intl.NumberFormatOptions) =>
    lazy(() => new Intl.NumberFormat(locale, options));
  const amounts = [0, 1, 2, 3].map((digits) =>
    number({ minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const exact = number({ maximumFractionDigits: 9 });
  const plain = number({ maximumFractionDigits: 9, useGrouping: false });
  const counts = number({ maximumFractionDigits: 0 });
  const rates = number({ maximumFractionDigits: 1 });
  const change = (maximumFractionDigits: number) =>
    number({ style: 'percent', signDisplay: 'exceptZero', maximumFractionDigits });
  const changes = change(0);
  const smallChanges = change(1);
  const percents = number({ style: 'percent', maximumFractionDigits: 4 });
  const shares = number({ style: 'percent', maximumFractionDigits: 0 });
  const durations = DURATION_UNITS.map(({ unit, ms }) => {
    const options = { style: 'unit', unitDisplay: 'short', maximumFractionDigits: 0 } as const;
    return { ms, format: number({ ...options, unit }) };
  });
  const money = perKey(
    (currency) => new Intl.NumberFormat(locale, { style: 'currency', currency }),
  );
  const prices = perKey(
    (currency) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 8 }),
  );
  const lists = lazy(() => new Intl.ListFormat(locale, { type: 'conjunction' }));
  const amount = (value: number) => amounts[fractionDigits(value)]!().format(value);

  return {
    amount,
    energy: (value) => amount(value) + NO_BREAK_SPACE + UNIT,
    exactEnergy: (value) => exact().format(value) + NO_BREAK_SPACE + UNIT,
    plain: (value) => plain().format(value),
    count: (value) => counts().format(value),
    rate: (value) => (value < 10 ? rates : counts)().format(value),
    hours(milliseconds) {
      const hours = milliseconds / HOUR_MS;
      return hours % 1 === 0.5 ? `${counts().format(Math.floor(hours))}½` : exact().format(hours);
    },
    duration(milliseconds) {
      const largest = durations.find(({ ms }) => milliseconds >= ms) ?? durations.at(-1)!;
      return largest.format().format(Math.floor(milliseconds / largest.ms));
    },
    tick(value, step) {
      const digits = decimalsOf(step);
      return (digits > 3 ? exact : amounts[digits]!)().format(value);
    },
    percent: (value) => percents().format(value / 100),
    money: (value, currency) => money(currency).format(value),
    price: (value, currency) => prices(currency).format(value),
    currencySymbol(currency) {
      const parts = money(currency).formatToParts(0);
      return parts.find(({ type }) => type === 'currency')?.value ?? currency;
    },
    share: (ratio) => shares().format(ratio),
    change: (ratio) => (Math.abs(ratio) < 0.01 ? smallChanges : changes)().format(ratio),
    list: (words) => lists().format(words),
  };
}

function createHourFormats(locale: string): HourFormats {
  const clockStyle = lazy((): Intl.DateTimeFormatOptions => {
    const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
    return hour12 ? { hour: 'numeric' } : { hour: '2-digit', minute: '2-digit' };
  });
  const clock = (options: Intl.DateTimeFormatOptions) =>
    perKey((timeZone) => {
      return new Intl.DateTimeFormat(locale, { timeZone, ...clockStyle(), ...options });
    });
  const clockOfFullHours = clock({});
  const clockWithMinutes = clock({ minute: '2-digit' });
  const clockWithOffset = clock({
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'shortOffset',
  });
  /** Shows minutes only where an instant is no full hour, or the locale always shows them: 7 AM, 1:30 AM. */
  const clockFor = (timeZone: string, ...instants: readonly Date[]) =>
    instants.every((at) => isFullHour(at, timeZone))
      ? clockOfFullHours(timeZone)
      : clockWithMinutes(timeZone);

  return {
    hour(start, timeZone) {
      const at = new Date(start);
      return clockFor(timeZone, at).format(at);
    },
    minute: (at, timeZone) => clockWithMinutes(timeZone).format(new Date(at)),
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
      const format = clockFor(timeZone, from, to);
      const parts = format.formatRangeToParts(from, to);
      // Across midnight the range would contain both dates.
      if (parts.some(({ type }) => type === 'day')) {
        return `${format.format(from)}–${format.format(to)}`;
      }
      return parts.map(({ value }) => value).join('');
    },
  };
}

function createDayFormats(locale: string): DayFormats {
  const time = (options: Intl.DateTimeFormatOptions) =>
    lazy(() => new Intl.DateTimeFormat(locale, options));
  const day = (options: Intl.DateTimeFormatOptions) => {
    const format = time({ ...options, timeZone: 'UTC' });
    return (localDay: LocalDay) => format().format(startOf(localDay));
  };
  const instants = time({ dateStyle: 'medium', timeStyle: 'medium' });
  const clocks = time({ timeStyle: 'medium' });
  const spans = time({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

  return {
    instant: (at) => instants().format(new Date(at)),
    clock: (at) => clocks().format(new Date(at)),
    longDay: day({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: day({ weekday: 'short', day: 'numeric', month: 'short' }),
    weekday: day({ weekday: 'short' }),
    dayOfMonth: day({ day: 'numeric' }),
    dayAndMonth: day({ day: 'numeric', month: 'short' }),
    month: day({ month: 'short' }),
    longMonth: day({ month: 'long', year: 'numeric' }),
    daySpan: (from, to) => spans().formatRange(startOf(from), startOf(to)),
  };
}

function startOf(day: LocalDay): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The fraction digits that leave three or four significant ones: 0.028, 2.31, 14.40, 123.4, 4321. */
function fractionDigits(value: number): number {
  const size = Math.abs(value);
  if (size >= 1_000) return 0;
  if (size >= 100) return 1;
  return size > 0 && size < 0.1 ? 3 : 2;
}

function decimalsOf(step: number): number {
  return step.toFixed(9).replace(/0+$/, '').split('.')[1]!.length;
}

function isFullHour(at: Date, timeZone: string): boolean {
  return (at.getTime() + offsetAt(at.getTime(), timeZone)) % HOUR_MS === 0;
}

function lazy<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= create());
}

/** Creates the format of each key, such as a time zone or a currency, once. */
function perKey<Format>(create: (key: string) => Format): (key: string) => Format {
  const formats = new Map<string, Format>();
  return (key) => {
    const format = formats.get(key) ?? create(key);
    formats.set(key, format);
    return format;
  };
}
