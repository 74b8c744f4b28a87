const KEY = 'energy:told-alerts';
const LOCK = 'energy:telling';
/** As many as tabs may hear at once after an absence. */
const MOST_REMEMBERED = 100;

/** What of the browser remembering needs, which all of its tabs share. */
export interface SharedMemory {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Runs one at a time over all tabs. */
  readonly exclusively: <T>(lock: string, run: () => T) => Promise<T>;
}

/**
 * Whether it is for this tab to tell an alert: true for the first one that asks, ever. The other tabs of
 * the browser hear of the same alert at the same moment.
 *
 * @param id the alert's, which is the same whatever happens to the platform's data
 */
export function isFirstToTell(id: string, { storage, exclusively }: SharedMemory) {
  return exclusively(LOCK, () => {
    const told = toldBefore(storage);
    if (told.includes(id)) return false;
    storage.setItem(KEY, JSON.stringify([...told, id].slice(-MOST_REMEMBERED)));
    return true;
  });
}

function toldBefore(storage: SharedMemory['storage']): readonly string[] {
  try {
    const told: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    return Array.isArray(told) ? told : [];
  } catch {
    return [];
  }
}
