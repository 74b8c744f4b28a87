const HOUR_MS = 3_600_000;

/** One hour of a local day. */
export interface LocalHour {
  /** The instant at which it starts: milliseconds since 1970, UTC. */
  readonly start: number;
  /** What the local clock shows then, as HH:MM. Appears twice in a day whose clocks go back. */
  readonly label: string;
}

/** A stretch of time, in milliseconds, during which a zone's clocks differ from UTC by one offset. */
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

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  /** The instant at which the hour that contains `at` starts; both in milliseconds since 1970, UTC. */
  startOf(at: number): number {
    const { from, offset } = this.#periodOf(at);
    return Math.max(from, Math.floor((at + offset) / HOUR_MS) * HOUR_MS - offset);
  }

  /** The hours of a local day: 24, or 23 or 25 where its clocks change. */
  ofDay(day: Temporal.PlainDate): readonly LocalHour[] {
    const end = day.add({ days: 1 }).toZonedDateTime(this.timeZone).epochMilliseconds;
    const hours: LocalHour[] = [];
    let start = day.toZonedDateTime(this.timeZone).epochMilliseconds;
    while (start < end) {
      hours.push({ start, label: this.#zoned(start).toPlainTime().toString().slice(0, 5) });
      start = this.#endOf(start);
    }
    return hours;
  }

  /** The local day at an instant (milliseconds since 1970, UTC). */
  dayOf(at: number): Temporal.PlainDate {
    return this.#zoned(at).toPlainDate();
  }

  #endOf(start: number): number {
    const { until, offset } = this.#periodOf(start);
    return Math.min(until, (Math.floor((start + offset) / HOUR_MS) + 1) * HOUR_MS - offset);
  }

  #periodOf(at: number): Period {
    if (at < this.#period.from || at >= this.#period.until) this.#period = this.#findPeriod(at);
    return this.#period;
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
