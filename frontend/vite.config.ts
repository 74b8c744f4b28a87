import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { groupOf } from './build/chunk-groups.ts';
import { compiledMessages } from './build/compiled-messages.ts';
import { compressedFiles } from './build/compressed-files.ts';
import { prefetchScript } from './build/prefetch-script.ts';
import { ui as theme } from './build/theme.ts';
import { usedComponents } from './build/used-components.ts';

/** The gateway of a running platform, which "npm run dev" proxies the API to. */
const GATEWAY = process.env.GATEWAY_URL ?? 'http://127.0.0.1:8080';

/** Shared parts of libraries below this size are merged into other files. */
const MIN_SHARED_FILE_BYTES = 4_000;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    compiledMessages(),
    vue(),
    ui({
      autoImport: false,
      components: false,
      dts: false,
      ui: theme as never,
      colorMode: true,
      theme: { transitions: false },
      experimental: {
        componentDetection: usedComponents(path.join(import.meta.dirname, 'src')),
      },
      icon: { clientBundle: { scan: { globInclude: ['src/**/*.{vue,ts}'] } } },
    }),
    prefetchScript('/src/prefetch.ts'),
    compressedFiles(),
  ],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
  },
  resolve: {
    alias: {
      'vue-i18n': fileURLToPath(
        new URL('../node_modules/vue-i18n/dist/vue-i18n.runtime.mjs', import.meta.url),
      ),
    },
  },
  worker: { format: 'es' },
  html: { cspNonce: 'CSP_NONCE' }, // The gateway replaces it in every response.
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // A group is named after all its entries, joined by a tilde.
        chunkFileNames: ({ name }) => `assets/${name.replace(/~.*/, '')}-[hash].js`,
        // Half the files (30 instead of 60) and 43 kB fewer on a day's page than without groups: 210 ms at
        // 1.6 Mbit/s.
        codeSplitting: {
          groups: [
            { name: 'prefetch', test: /\/src\/prefetch\.ts$/, priority: 3 },
            { name: 'first', tags: ['$initial'], priority: 2 },
            { name: 'everywhere', test: /AppLogo\.vue|plugin-vue:export-helper/, priority: 2 },
            groupOf('sign-in', ['pages/SignInPage.vue']),
            groupOf('frame', ['components/app/AppFrame.vue', 'components/chat/ChatLoader.vue']),
            groupOf('day', ['pages/DeviceDayPage.vue']),
            groupOf('home', ['pages/DevicesPage.vue']),
            groupOf('console', ['pages/console/DevicesPage.vue', 'pages/console/UsersPage.vue'], {
              except: ['components/chat/ClientChat.vue', 'components/chat/ConversationView.vue'],
            }),
            {
              name: 'parts',
              test: /node_modules|nuxt-ui-templates/,
              entriesAware: true,
              entriesAwareMergeThreshold: MIN_SHARED_FILE_BYTES,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': { target: GATEWAY, ws: true },
      '/energy.chat.v1.ChatService': GATEWAY,
    },
  },
});
