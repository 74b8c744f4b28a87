/** The cache of `service-worker.js` with the answers of the API. */
const DATA_CACHE = 'energy-data';

/** Registers the service worker, which stores the last pages and data for times without a connection. Ignores failures. */
export function enableOffline(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    navigator.serviceWorker.register('/service-worker.js').catch(() => undefined);
  }
}

/** Deletes the stored data of the person who signs out. */
export function forgetOfflineData(): void {
  // Plain HTTP from another machine has no caches.
  if ('caches' in globalThis) caches.delete(DATA_CACHE).catch(() => undefined);
}
