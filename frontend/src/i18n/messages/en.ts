export { default as ui } from '@nuxt/ui/runtime/locale/en.js';

import alerts from './en/alerts.json';
import app from './en/app.json';
import chat from './en/chat.json';
import consoleMessages from './en/console.json';
import energy from './en/energy.json';
import history from './en/history.json';
import overview from './en/overview.json';
import problems from './en/problems.json';
import session from './en/session.json';
import tariffs from './en/tariffs.json';

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
