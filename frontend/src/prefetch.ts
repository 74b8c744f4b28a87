import { chosenLanguage, MESSAGES } from './i18n/chosen-language.ts';
import { prefetchedResponses } from './loading/prefetched-responses.ts';
import { pageAt } from './router/page-at.ts';
import { tokenExpiry } from './session/token-expiry.ts';

/** A session that expires sooner is renewed before any request. */
const MIN_SESSION_MS = 30_000;

// A small script that runs before the application is loaded, and loads the page's code and data in parallel
// with it: by construction a round trip less for each, 150 ms on Lighthouse's phone connection (not yet
// measured). If it is wrong about the page, the router loads the right one.
const expiresAt = tokenExpiry.get();
const page = pageAt(location.pathname, { isSignedIn: expiresAt > 0 });
if (expiresAt > Date.now() + MIN_SESSION_MS) {
  const paths = ['/api/session', ...(page?.asks ?? [])];
  for (const path of paths) prefetchedResponses.request(new URL(path, location.origin).href);
}
const loaders = [
  MESSAGES[chosenLanguage()],
  ...(page ? [page.load] : []),
  ...(page && !page.bare ? [() => import('./components/app/AppFrame.vue')] : []),
];
// The application repeats a failed load and reports the error.
for (const load of loaders) load().catch(() => undefined);
// The first date format takes a browser 12 to 18 ms, whatever its locale: 50 to 70 ms on a slow phone. Nothing waits
// for it while the application is loading.
if (expiresAt > 0) setTimeout(() => new Intl.DateTimeFormat());
