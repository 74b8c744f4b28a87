import { accessSync, constants, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests of pages in a browser, over a platform of several processes. */
const PAGES = ['e2e/pages/**/*.test.ts'];

/** Tests that need a process of their own. */
const ISOLATED = [
  'command-api/routes/session/equal-work.test.ts', // Mocks a module of Node.js.
  'packages/engines/read-cache.test.ts', // Measures memory.
  'testing/*.test.ts', // End processes of tests.
];

/** Tests that start processes. */
const PROCESSES = [
  'demo/options.test.ts',
  'e2e/*.test.ts',
  '{chat-grpc,cli,command-api,query-api}/**/{main,killed-*}.test.ts',
  'infra/{compose,monitoring}.test.ts',
  'infra/{openapi,rabbitmq,handbook}/*.test.ts',
  'packages/**/killed-*.test.ts',
  'packages/service/run-service.test.ts',
  'simulator/process.test.ts',
];

/** Tests of a service or an engine in the process of the test. */
const SERVICES = [
  '{chat-grpc,cli,command-api,projector,query-api}/**/*.test.ts',
  'infra/gateway/**/*.test.ts',
  'packages/**/{eventstoredb,mongodb,rabbitmq,sqlite}/**/*.test.ts',
  'packages/credentials/*.test.ts',
  'packages/event-store/*.test.ts',
  'proto/*.test.ts',
];

/** Loads modules once for many files, which halves their time. */
const SHARED_PROCESS = { isolate: false };

/** The project whose files take longest is first: at the end, one of them would leave the other cores idle. */
const LONGEST_FIRST = ['processes', 'services', 'isolated', 'unit'];

const CORES = availableParallelism();

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project }: TestSpecification) => LONGEST_FIRST.indexOf(project.name);
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

// Databases of tests lie in memory where Linux has room for them: each commit waits for a disk otherwise.
process.env.TMPDIR ??= temporaryFolders();

export default defineConfig({
  test: {
    // A slow or busy machine must not fail a test: only what never ends may.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    // Tests that start processes leave the cores idle for half of their time.
    maxWorkers: 2 * CORES + 1,
    sequence: { sequencer: LongestFirst },
    setupFiles: [path.join(import.meta.dirname, 'testing/end-with-tests.ts')],
    restoreMocks: true,
    unstubGlobals: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SERVICES, ...PROCESSES, ...ISOLATED, ...PAGES],
          ...SHARED_PROCESS,
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: SERVICES,
          exclude: [...configDefaults.exclude, ...PROCESSES, ...ISOLATED],
          ...SHARED_PROCESS,
        },
      },
      { extends: true, test: { name: 'processes', include: PROCESSES, ...SHARED_PROCESS } },
      { extends: true, test: { name: 'isolated', include: ISOLATED } },
      {
        extends: true,
        test: {
          name: 'pages',
          include: PAGES,
          // Pages keep the cores busy, and each of these files needs a gigabyte of memory.
          maxWorkers: CORES + 1,
          sequence: { groupOrder: 1 },
          globalSetup: ['testing/prepared-pages.ts'],
          setupFiles: ['e2e/pages/failed-pages.ts'],
          ...SHARED_PROCESS,
        },
      },
    ],
  },
});

function temporaryFolders(): string {
  const inMemory = '/dev/shm';
  const needed = 2 * 1024 ** 3;
  try {
    accessSync(inMemory, constants.W_OK);
    const { bavail, bsize } = statfsSync(inMemory);
    return bavail * bsize >= needed ? inMemory : tmpdir();
  } catch {
    return tmpdir(); // Not Linux.
  }
}
