import './early.ts';
import { init as addIcons } from 'virtual:nuxt-ui-icons';
import { addIcon } from '@iconify/vue';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { i18n, useChosenLanguage } from './i18n/i18n.ts';
import { turn } from './loading/turn.ts';
import { router } from './router/router.ts';
import './styles/main.css';

// What Nuxt UI's own plugin does, but for its colours, which are a stylesheet here: see theme.css.
addIcons((name, data) => addIcon(name, data));

const app = createApp(App).use(createPinia()).use(i18n);
void start();

/** The router goes for the page while the words come; they are in files that wait for this one to end. */
async function start(): Promise<void> {
  const speaking = useChosenLanguage();
  await turn();
  app.use(router);
  await speaking;
  app.mount('#app');
}
