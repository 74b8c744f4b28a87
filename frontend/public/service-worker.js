// Shows the last pages and data while there is no connection. With one, the network always comes first, so that an old application
// is never shown: only files that are named after their content are taken from the cache.
const PAGE = 'energy-page';
const FILES = 'energy-files';
/** Deleted by the pages when the person signs out. */
const DATA = 'energy-data';
const MAX_FILES = 200;
const MAX_RESPONSES = 200;
/** What the pages of clients show; lists of users and devices are never stored. */
const CACHED_PATHS = /^\/api\/(?:session$|alerts$|consumption\/|devices\/)/;

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fromNetwork(request, PAGE, '/'));
  else if (/^\/(?:assets\/|branding\/logo-)/.test(pathname)) event.respondWith(fromCache(request));
  else if (CACHED_PATHS.test(pathname)) event.respondWith(fromNetwork(request, DATA, request.url));
});

/** The network's response, which is stored under a key; without a connection, the stored one. */
async function fromNetwork(request, name, key) {
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected) void store(name, key, response.clone(), MAX_RESPONSES);
    return response;
  } catch (error) {
    const cached = await (await caches.open(name)).match(key);
    if (cached) return cached;
    throw error;
  }
}

/** A file whose name changes with its content. */
async function fromCache(request) {
  const cached = await (await caches.open(FILES)).match(request);
  if (cached) return cached;
  const response = await fetch(request);
  if (response.ok) void store(FILES, request.url, response.clone(), MAX_FILES);
  return response;
}

/** Stores a response, and at most some: the oldest are deleted. */
async function store(name, key, response, most) {
  const cache = await caches.open(name);
  await cache.delete(key);
  await cache.put(key, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((old) => cache.delete(old)));
}
