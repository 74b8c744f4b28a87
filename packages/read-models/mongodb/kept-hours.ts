import type { HourKey } from '../hour-review.ts';
import type { StoredHour } from './stored-hour.ts';

/** So many readings are kept, in all hours together: some tens of megabytes. */
const MOST_READINGS = 300_000;
/** What an hour takes beside its readings, in readings. */
const AN_HOUR = 4;

/**
 * The hours that a recorder wrote or read last, as they were stored then, so that it need not read them
 * before it writes them again. Others may have changed them since: only a write that finds the hour in
 * the version that is kept here proves that nobody has.
 */
export class KeptHours {
  /** The one that was kept the longest ago comes first. */
  readonly #hours = new Map<HourKey, StoredHour>();
  readonly #most: number;
  #size = 0;

  constructor(most = MOST_READINGS) {
    this.#most = most;
  }

  /** Those of these hours that are kept; they are kept no longer. */
  take(keys: Iterable<HourKey>): Map<HourKey, StoredHour> {
    const taken = new Map<HourKey, StoredHour>();
    for (const key of keys) {
      const hour = this.#hours.get(key);
      if (!hour) continue;
      taken.set(key, hour);
      this.#remove(hour);
    }
    return taken;
  }

  /** An hour that is not kept yet. */
  keep(hour: StoredHour): void {
    this.#hours.set(hour._id, hour);
    this.#size += sizeOf(hour);
    for (const oldest of this.#hours.values()) {
      if (this.#size <= this.#most) break;
      this.#remove(oldest);
    }
  }

  #remove(hour: StoredHour): void {
    this.#hours.delete(hour._id);
    this.#size -= sizeOf(hour);
  }
}

function sizeOf({ readings }: StoredHour): number {
  return readings + AN_HOUR;
}
