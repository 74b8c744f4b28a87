export { default as ui } from '@nuxt/ui/runtime/locale/de.js';

import app from './de/app.json';
import chat from './de/chat.json';
import consoleMessages from './de/console.json';
import energy from './de/energy.json';
import problems from './de/problems.json';
import session from './de/session.json';

export default { app, chat, console: consoleMessages, energy, problems, session };
