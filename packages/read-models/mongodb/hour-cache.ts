import { LRUCache } from 'lru-cache';
import type { HourId } from './hour-id.ts';
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
  readonly #hours: LRUCache<HourId, StoredHour>;

  constructor(max = MAX_HOURS) {
    this.#hours = new LRUCache({ max });
  }

  /** Returns the cached ones of these hours and removes them. */
  take(ids: Iterable<HourId>): Map<HourId, StoredHour> {
    const taken = new Map<HourId, StoredHour>();
    for (const id of ids) {
      const hour = this.#hours.get(id);
      if (!hour) continue;
      taken.set(id, hour);
      this.#hours.delete(id);
    }
    return taken;
  }

  put(hour: StoredHour): void {
    if (hour.readings > MAX_READINGS) return;
    // Copied, as a view would keep the whole answer of the server in memory.
    this.#hours.set(hour._id, { ...hour, cells: new Uint8Array(hour.cells) });
  }
}
