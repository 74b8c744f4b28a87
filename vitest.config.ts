import { configDefaults, defineConfig } from 'vitest/config';

/** Tests of pages in a browser, over a platform of several processes. */
const PAGES = ['e2e/pages/**/*.test.ts'];

/** Tests that start processes, or need one of their own. */
const PROCESSES = [
  'command-api/sign-in/equal-work.test.ts', // Mocks a module of Node.js.
  'e2e/*.test.ts',
  '{chat-grpc,cli,command-api,query-api}/**/{main,killed-*}.test.ts',
  'infra/{compose,monitoring}.test.ts',
  'infra/{openapi,rabbitmq,handbook}/*.test.ts',
  'packages/engines/kept-reads.test.ts',
  'packages/**/killed-*.test.ts',
  'packages/service/run-service.test.ts',
  'simulator/process.test.ts',
  'testing/*.test.ts',
];

/** Tests that put a service or an engine under load, in the process of the test. */
const LOAD = [
  'chat-grpc/{chat-service,inbox,interruptions,streams}.test.ts',
  'cli/{backup,projections}/*.test.ts',
  'command-api/app.test.ts',
  'packages/event-store/{eventstoredb,sqlite}/event-store.test.ts',
  'packages/measurements/sqlite/measurement-queue.test.ts',
  'packages/read-models/sqlite/read-models.test.ts',
  'projector/*.test.ts',
  'proto/contract.test.ts',
  'query-api/app.test.ts',
  'query-api/live/{peers,resume}.test.ts',
];

/** Loading modules once for many files halves the time of files that need no process of their own. */
const SHARED_PROCESS = { isolate: false };

export default defineConfig({
  test: {
    // A slow or busy machine must not fail a test: only what never ends may.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // More workers than cores make the tests that start processes slower.
    maxWorkers: 2,
    restoreMocks: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...LOAD, ...PROCESSES, ...PAGES],
          ...SHARED_PROCESS,
        },
      },
      {
        extends: true,
        test: {
          name: 'load',
          include: LOAD,
          exclude: [...configDefaults.exclude, ...PROCESSES],
          ...SHARED_PROCESS,
        },
      },
      { extends: true, test: { name: 'processes', include: PROCESSES } },
      {
        extends: true,
        test: { name: 'pages', include: PAGES, globalSetup: ['testing/shared-browser.ts'] },
      },
    ],
  },
});
