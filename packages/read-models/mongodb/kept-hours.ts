import { RecentlyUsed } from '@energy/engines';
import type { HourKey } from '../hour-review.ts';
import type { StoredHour } from './stored-hour.ts';

/** With six readings in each, some tens of megabytes. */
const HOURS = 30_000;
/** More than a meter sends that sends twice a minute; an hour with more of them is read each time. */
const MOST_READINGS = 120;

/**
 * The hours that a recorder wrote or read last, as they were stored then, so that it need not read them
 * before it writes them again. Others may have changed them since: only a write that finds the hour in
 * the version that is kept here proves that nobody has.
 */
export class KeptHours {
  readonly #hours: RecentlyUsed<StoredHour>;

  constructor(least = HOURS) {
    this.#hours = new RecentlyUsed(least);
  }

  /** Those of these hours that are kept; they are kept no longer. */
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

  keep(hour: StoredHour): void {
    if (hour.readings <= MOST_READINGS) this.#hours.set(hour._id, hour);
  }
}
