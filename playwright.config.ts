import { defineConfig } from '@playwright/test';
import { chromiumSwitches, findChromium } from './cli/test/chromium.ts';
import { electronBinary } from './cli/test/electron.ts';

const executablePath = findChromium();

/**
 * The till in a real browser (project `browser`), and the same tests in real Electron (project `electron`) where its
 * binary is. A test learns its shell from `testInfo.project.name`.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  globalSetup: './tests/e2e/template.ts',
  // Every file starts its own tills and centre, and what Chromium draws is drawn by the processor: one at a time is what two cores carry;
  // two made each step five times as long (measured).
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? '.cache/test/playwright.json' }],
  ],
  use: {
    viewport: { width: 1366, height: 768 },
    locale: 'ro-MD',
    timezoneId: 'Europe/Chisinau',
    // Recorded for every step and thrown away at the end of a test, it costs an eighth of the time: asked for with `-- --trace on`.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { args: chromiumSwitches(), ...(executablePath === undefined ? {} : { executablePath }) },
  },
  projects: [
    { name: 'browser' },
    ...(electronBinary() === undefined ? [] : [{ name: 'electron', testMatch: /(two-tills|counter)\.spec\.ts/ }]),
  ],
});
