import { defineConfig } from 'vitest/config';

/** Unit and integration tests: they stand beside the code they try. What needs a browser is in tests/e2e. */
export default defineConfig({
  test: {
    include: ['*/**/*.test.ts', '*/**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.data/**', 'tests/e2e/**'],
    environment: 'node',
    globalSetup: './cli/postgres/testing/server.ts',
    // Forks: native modules and a till killed on purpose must not take the runner with them.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    // A test that leaves something running is a failure, not something to be waited for.
    passWithNoTests: false,
  },
});
