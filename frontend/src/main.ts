import './prefetch.ts';
import { init as addIcons } from 'virtual:nuxt-ui-icons';
import { addIcon } from '@iconify/vue';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { i18n, loadChosenLanguage } from './i18n/i18n.ts';
import { router } from './router/router.ts';
import './styles/main.css';

// Replaces Nuxt UI's plugin, whose colours are a stylesheet here: see theme.css.
addIcons((name, data) => addIcon(name, data));

const app = createApp(App).use(createPinia()).use(i18n);
void start();

/** The router loads the page in parallel with the messages. */
async function start(): Promise<void> {
  const messages = loadChosenLanguage();
  app.use(router);
  await messages;
  app.mount('#app');
}
