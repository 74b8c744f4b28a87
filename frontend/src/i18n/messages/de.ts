export { default as ui } from '@nuxt/ui/runtime/locale/de.js';

import alerts from './de/alerts.json';
import app from './de/app.json';
import chat from './de/chat.json';
import consoleMessages from './de/console.json';
import energy from './de/energy.json';
import history from './de/history.json';
import overview from './de/overview.json';
import problems from './de/problems.json';
import session from './de/session.json';
import tariffs from './de/tariffs.json';

export default {
  alerts,
  app,
  chat,
  console: consoleMessages,
  energy,
  history,
  overview,
  problems,
  session,
  tariffs,
};
