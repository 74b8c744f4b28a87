import { fileURLToPath } from 'node:url';
import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { groupOf } from './build/chunk-groups.ts';
import { compiledMessages } from './build/compiled-messages.ts';
import { compressedFiles } from './build/compressed-files.ts';
import { earlyScript } from './build/early-script.ts';
import { splitNamespaces } from './build/split-namespaces.ts';
import { ui as theme } from './build/theme.ts';

/** Where "npm run dev" finds the API: the gateway of a platform that runs. */
const GATEWAY = process.env.GATEWAY_URL ?? 'http://127.0.0.1:8080';

/** What pages share of a library is not worth a file of its own below this size. */
const SMALL_BYTES = 4_000;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    compiledMessages(),
    splitNamespaces(),
    vue(),
    ui({
      autoImport: false,
      components: false,
      dts: false,
      ui: theme as never,
      colorMode: true,
      theme: { transitions: false },
      icon: { clientBundle: { scan: { globInclude: ['src/**/*.{vue,ts}'] } } },
    }),
    earlyScript('/src/early.ts'),
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
  html: { cspNonce: 'CSP_NONCE' }, // The gateway puts another one into every answer.
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Without the names of all that share it.
        chunkFileNames: ({ name }) => `assets/${name.replace(/~.*/, '')}-[hash].js`,
        // On a slow network each file is a wait of its own.
        codeSplitting: {
          groups: [
            { name: 'early', test: /\/src\/early\.ts$/, priority: 3 },
            { name: 'first', tags: ['$initial'], priority: 2 },
            { name: 'everywhere', test: /AppLogo\.vue|plugin-vue:export-helper/, priority: 2 },
            groupOf('sign-in', ['pages/SignInPage.vue']),
            groupOf('frame', ['components/app/AppFrame.vue', 'components/chat/ChatLoader.vue']),
            groupOf('client', ['pages/DevicesPage.vue', 'pages/DeviceDayPage.vue']),
            groupOf('console', ['pages/console/DevicesPage.vue', 'pages/console/UsersPage.vue']),
            {
              name: 'parts',
              test: /node_modules|nuxt-ui-templates/,
              entriesAware: true,
              entriesAwareMergeThreshold: SMALL_BYTES,
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
