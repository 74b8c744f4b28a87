import type { CalendarDay } from './calendar-day.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ten years in which the clocks change twice a year, and more. */
const MAX_PERIODS = 24;

/** One hour of a local day. Instants in milliseconds since 1970, UTC. */
export interface LocalHour {
  readonly start: number;
  /** An hour after the start, or earlier where the clocks change before that. */
  readonly end: number;
  /** The local time at the start, as HH:MM. */
  readonly label: string;
  /** The offset from UTC during this hour, as +02:00. */
  readonly offset: string;
  /** The local clock shows a part of this hour twice on this day: only the offset says which one it is. */
  readonly isAmbiguous: boolean;
}

/** A period, in milliseconds, during which a zone's clocks differ from UTC by one offset. */
interface Period {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/**
 * The hours of one IANA time zone: an hour starts whenever the zone's clocks show a full hour, and
 * whenever they are changed.
 *
 * So a repeated hour is an hour of its own, a skipped one does not exist, and zones with half hours
 * have their own. Where clocks change by less than an hour (Lord Howe Island), the hours beside the
 * change last 30 minutes.
 */
export class LocalHours {
  readonly timeZone: string;
  /** Readings arrive in the order of time or nearly so: the period of the last one mostly does. */
  #period: Period = { from: 0, until: 0, offset: 0 };
  /** Those found last: a request for past days asks for the present as well. */
  readonly #periods: Period[] = [];

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  /** The instant at which the hour that contains `at` starts; both in milliseconds since 1970, UTC. */
  startOf(at: number): number {
    const { from, offset } = this.#periodOf(at);
    return Math.max(from, Math.floor((at + offset) / HOUR_MS) * HOUR_MS - offset);
  }

  /** The instant at which the hour that starts at `start` ends. */
  endOf(start: number): number {
    const { until, offset } = this.#periodOf(start);
    return Math.min(until, (Math.floor((start + offset) / HOUR_MS) + 1) * HOUR_MS - offset);
  }

  /**
   * The hours of a local day: 24, or more or fewer where its clocks change; none on a day that the zone
   * left out.
   */
  ofDay(day: Temporal.PlainDate): readonly LocalHour[] {
    const end = day.add({ days: 1 }).toZonedDateTime(this.timeZone).epochMilliseconds;
    const spans: Span[] = [];
    let start = day.toZonedDateTime(this.timeZone).epochMilliseconds;
    while (start < end) {
      spans.push(this.#spanOf(start));
      start = this.endOf(start);
    }
    const isChangeDay = spans.some(({ offset }) => offset !== spans[0]!.offset);
    return spans.map((span) => toLocalHour(span, isChangeDay && overlapsAny(span, spans)));
  }

  /** The hour that starts at an instant. */
  hourAt(start: number): LocalHour {
    const { from, until } = this.#periodOf(start);
    const isNearChange = start - from < DAY_MS || until - start <= DAY_MS;
    const hours = isNearChange ? this.ofDay(this.dayOf(start)) : [];
    return hours.find((hour) => hour.start === start) ?? toLocalHour(this.#spanOf(start), false);
  }

  /** The local day at an instant (milliseconds since 1970, UTC). */
  dayOf(at: number): Temporal.PlainDate {
    return this.#zoned(at).toPlainDate();
  }

  /** The instant at which a day starts; on a day that the zone left out, the start of the next one. */
  startOfDay(day: CalendarDay): number {
    const { offset: guessed } = this.#periodOf(day * DAY_MS - this.#period.offset);
    const start = day * DAY_MS - guessed;
    const { from, until, offset } = this.#periodOf(start);
    // No change of the clocks on that day or the one before: faster than Temporal.
    if (offset === guessed && start - from > DAY_MS && until - start > DAY_MS) return start;
    return dateOf(day).toZonedDateTime(this.timeZone).epochMilliseconds;
  }

  /** The day whose hours ({@link ofDay}) contain the hour that starts at `start`. */
  dayOfHour(start: number): CalendarDay {
    const { from, until, offset } = this.#periodOf(start);
    const day = Math.floor((start + offset) / DAY_MS);
    if (start - from > DAY_MS && until - start > DAY_MS) return day;
    // Where clocks go back across midnight, the first midnight counts.
    return start < this.startOfDay(day + 1) ? day : day + 1;
  }

  /** The number of hours of a day; 0 for one that the zone left out. */
  hoursOfDay(day: CalendarDay): number {
    const start = this.startOfDay(day);
    const { from, until } = this.#periodOf(start);
    if (start - from > DAY_MS && until - start > DAY_MS) return 24;
    return this.ofDay(dateOf(day)).length;
  }

  #spanOf(start: number): Span {
    return { start, end: this.endOf(start), offset: this.#periodOf(start).offset };
  }

  #periodOf(at: number): Period {
    if (!contains(this.#period, at)) {
      this.#period = this.#periods.find((each) => contains(each, at)) ?? this.#addPeriod(at);
    }
    return this.#period;
  }

  #addPeriod(at: number): Period {
    const period = this.#findPeriod(at);
    if (this.#periods.length === MAX_PERIODS) this.#periods.shift();
    this.#periods.push(period);
    return period;
  }

  #findPeriod(at: number): Period {
    const zoned = this.#zoned(at);
    const next = zoned.getTimeZoneTransition('next');
    const previous = zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
    return {
      from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
      until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
      offset: zoned.offsetNanoseconds / 1e6,
    };
  }

  #zoned(at: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timeZone);
  }
}

function contains({ from, until }: Period, at: number): boolean {
  return at >= from && at < until;
}

function dateOf(day: CalendarDay): Temporal.PlainDate {
  return Temporal.PlainDate.from('1970-01-01').add({ days: day });
}

/** An hour and the offset from UTC during it, in milliseconds. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

/** The local clock shows a part of an hour during another hour, too. */
function overlapsAny(hour: Span, hours: readonly Span[]): boolean {
  return hours.some(
    (other) =>
      other !== hour &&
      hour.start + hour.offset < other.end + other.offset &&
      other.start + other.offset < hour.end + hour.offset,
  );
}

function toLocalHour({ start, end, offset }: Span, isAmbiguous: boolean): LocalHour {
  return {
    start,
    end,
    label: clockTime(start + offset),
    offset: offsetText(offset),
    isAmbiguous,
  };
}

/** @param local milliseconds since 1970 by the local clock */
function clockTime(local: number): string {
  return new Date(local).toISOString().slice(11, 16);
}

function offsetText(offset: number): string {
  const sign = offset < 0 ? '-' : '+';
  return `${sign}${clockTime(Math.abs(offset))}`;
}
