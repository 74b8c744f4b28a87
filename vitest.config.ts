import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    // Only what never ends is to fail by these: a machine may be slow, or have much else to do.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // Two cores: more workers only make the tests that start processes slower.
    maxWorkers: 2,
  },
});
