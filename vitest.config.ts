import { defineConfig } from 'vitest/config';

/** Unit and integration tests: they stand beside the code they try. What needs a browser is in tests/e2e. */
export default defineConfig({
  test: {
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
    projects: [
      {
        extends: true,
        // One process after another loads what two hundred files share, else it is a sixth of the time. They keep nothing in modules.
        test: {
          name: 'rooms',
          isolate: false,
          include: ['{domain,contract,db,electron,server,renderer}/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        // These start and kill programs, and change what a process has but once.
        test: { name: 'whole', include: ['{cli,tests}/**/*.test.ts'] },
      },
    ],
  },
});
