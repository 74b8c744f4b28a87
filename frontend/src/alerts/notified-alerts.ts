const STORAGE_KEY = 'energy:notified-alerts';
const LOCK = 'energy:notifying';
/** More than tabs can receive at once after an absence. */
const MAX_REMEMBERED = 100;

/** Storage and locks that all tabs of the browser share. */
export interface TabCoordination {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Runs one at a time over all tabs. */
  readonly exclusively: <T>(lock: string, run: () => T) => Promise<T>;
}

/**
 * Claims the notification about an alert: resolves to true in the first tab that asks, and false in every
 * other, since all tabs receive the alert at the same moment.
 *
 * @param id stays the same when the platform's data is restored or rebuilt
 */
export function claimNotification(id: string, { storage, exclusively }: TabCoordination) {
  return exclusively(LOCK, () => {
    const notified = readNotified(storage);
    if (notified.includes(id)) return false;
    storage.setItem(STORAGE_KEY, JSON.stringify([...notified, id].slice(-MAX_REMEMBERED)));
    return true;
  });
}

function readNotified(storage: TabCoordination['storage']): readonly string[] {
  try {
    const notified: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]');
    return Array.isArray(notified) ? notified : [];
  } catch {
    return [];
  }
}
