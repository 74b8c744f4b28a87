import { chosenLanguage, MESSAGES } from './i18n/chosen-language.ts';
import { pageAt } from './router/page-at.ts';
import { sharedGoodUntil } from './session/shared-good-until.ts';

// Small, and the first of all to run: while the application is still on its way, it has the browser
// load what the page that is asked for will need. Where it is wrong, the router loads another one.
const page = pageAt(location.pathname, { isSignedIn: sharedGoodUntil.get() > 0 });
const parts = [
  MESSAGES[chosenLanguage()],
  ...(page ? [page.load] : []),
  ...(page && !page.bare ? [() => import('./components/app/AppFrame.vue')] : []),
];
// What can't be loaded now, whoever needs it tries again and says so.
for (const load of parts) load().catch(() => undefined);
