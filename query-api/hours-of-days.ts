import { localHours } from '@energy/domain';
import { RecentlyUsed } from '@energy/engines';

/** The hours of a local day, as both the read models and the replies want them. */
export interface HoursOfDay {
  /** When each hour starts: milliseconds since 1970, UTC. */
  readonly starts: readonly number[];
  /** The same in ISO 8601. */
  readonly startTexts: readonly string[];
  /** What the local clock shows at the start of each, as HH:MM. */
  readonly labels: readonly string[];
}

const DAYS_KEPT = 2_000;

/** The hours of local days; those that were asked for last are kept. */
export class HoursOfDays {
  readonly #kept = new RecentlyUsed<HoursOfDay>(DAYS_KEPT);

  /** @param day as 2026-11-22 */
  of(timeZone: string, day: string): HoursOfDay {
    const key = `${day} ${timeZone}`;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const hours = computed(timeZone, day);
    this.#kept.set(key, hours);
    return hours;
  }
}

function computed(timeZone: string, day: string): HoursOfDay {
  const hours = localHours(timeZone).ofDay(Temporal.PlainDate.from(day));
  const starts = hours.map(({ start }) => start);
  return {
    starts,
    startTexts: starts.map((start) => new Date(start).toISOString()),
    labels: hours.map(({ label }) => label),
  };
}
