import { LRUCache } from 'lru-cache';
import type { HourKey } from '../hour-review.ts';
import type { StoredHour } from './stored-hour.ts';

/** With six readings in each, some tens of megabytes. */
const MAX_HOURS = 60_000;
/** More than a meter sends that sends twice a minute. Hours with more readings are not cached. */
const MAX_READINGS = 120;

/**
 * Caches the hours that a recorder last wrote or read, so that it need not read them before it writes them
 * again. Another process may have changed them: only a write that finds the cached version proves that
 * none has.
 */
export class HourCache {
  readonly #hours: LRUCache<HourKey, StoredHour>;

  constructor(max = MAX_HOURS) {
    this.#hours = new LRUCache({ max });
  }

  /** Returns the cached ones of these hours and removes them. */
  take(keys: Iterable<HourKey>): Map<HourKey, StoredHour> {
    const taken = new Map<HourKey, StoredHour>();
    for (const key of keys) {
      const hour = this.#hours.get(key);
      if (!hour) continue;
      taken.set(key, hour);
      this.#hours.delete(key);
    }
    return taken;
  }

  put(hour: StoredHour): void {
    if (hour.readings <= MAX_READINGS) this.#hours.set(hour._id, hour);
  }
}
