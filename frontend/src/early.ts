import { chosenLanguage, MESSAGES } from './i18n/chosen-language.ts';
import { earlyAnswers } from './loading/early-answers.ts';
import { pageAt } from './router/page-at.ts';
import { sharedGoodUntil } from './session/shared-good-until.ts';

/** A session that ends sooner is renewed before anything is asked. */
const GOOD_FOR_MS = 30_000;

// Small, and the first of all to run: while the application is still on its way, it has the browser
// load what the page that is asked for will need. Where it is wrong, the router loads another one.
const goodUntil = sharedGoodUntil.get();
const page = pageAt(location.pathname, { isSignedIn: goodUntil > 0 });
if (goodUntil > Date.now() + GOOD_FOR_MS) {
  const paths = ['/api/session', ...(page?.asks ?? [])];
  for (const path of paths) earlyAnswers.ask(new URL(path, location.origin).href);
}
const parts = [
  MESSAGES[chosenLanguage()],
  ...(page ? [page.load] : []),
  ...(page && !page.bare ? [() => import('./components/app/AppFrame.vue')] : []),
];
// What can't be loaded now, whoever needs it tries again and says so.
for (const load of parts) load().catch(() => undefined);
