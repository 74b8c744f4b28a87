import { localHours } from '@energy/domain';
import { LRUCache } from 'lru-cache';
import type { HourSpan } from './device-view.ts';

/** The hours of a local day, for queries and for replies. */
export interface HoursOfDay {
  /** When each hour starts: milliseconds since 1970, UTC. */
  readonly starts: readonly number[];
  readonly spans: readonly HourSpan[];
  readonly names: readonly HourName[];
  /** The length of the day. */
  readonly minutes: number;
}

/** The fields of an hour in a reply that do not depend on measurements. */
export interface HourName {
  /** ISO 8601, UTC. */
  readonly start: string;
  readonly end: string;
  /** The local time at the start, as HH:MM. */
  readonly label: string;
  /** The offset from UTC, as +02:00. */
  readonly offset: string;
  readonly ambiguous: boolean;
}

const MINUTE_MS = 60_000;
const CACHE_SIZE = 2_000;

/** The hours of local days; those requested last are cached. */
export class HoursOfDays {
  readonly #cache = new LRUCache<string, HoursOfDay>({ max: CACHE_SIZE });

  /** @param day as 2026-11-22 */
  of(timeZone: string, day: string): HoursOfDay {
    const key = `${day} ${timeZone}`;
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const hours = compute(timeZone, day);
    this.#cache.set(key, hours);
    return hours;
  }
}

function compute(timeZone: string, day: string): HoursOfDay {
  const hours = localHours(timeZone).ofDay(Temporal.PlainDate.from(day));
  const minutes = hours.reduce((sum, { start, end }) => sum + (end - start), 0) / MINUTE_MS;
  return {
    starts: hours.map(({ start }) => start),
    spans: hours.map(({ start, end }) => ({ start, end })),
    names: hours.map(({ start, end, label, offset, isAmbiguous }) => ({
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
      label,
      offset,
      ambiguous: isAmbiguous,
    })),
    minutes,
  };
}
