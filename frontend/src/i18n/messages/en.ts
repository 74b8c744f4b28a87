export { default as ui } from '@nuxt/ui/runtime/locale/en.js';

import app from './en/app.json';
import chat from './en/chat.json';
import consoleMessages from './en/console.json';
import energy from './en/energy.json';
import problems from './en/problems.json';
import session from './en/session.json';

export default { app, chat, console: consoleMessages, energy, problems, session };
