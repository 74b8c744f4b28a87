export { default as ui } from '@nuxt/ui/runtime/locale/en.js';

import app from './en/app.json';
import consoleMessages from './en/console.json';
import energy from './en/energy.json';
import problems from './en/problems.json';
import session from './en/session.json';

export default { app, console: consoleMessages, energy, problems, session };
