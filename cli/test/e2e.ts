/** `npm run e2e [-- playwright's options]`: the till in a real browser, and in Electron where its binary is. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildRenderer } from '../build/renderer.ts';
import { projectDir } from '../places.ts';
import { ensureChromium } from './chromium.ts';
import { electronBinary } from './electron.ts';
import { readPlaywright, type Tally } from './tally.ts';
import { runTool } from './tool.ts';

/** Runs the e2e and returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const { failed, skipped } = await runE2e(args, console.log);
  return failed + skipped === 0 ? 0 : 1;
}

/** Builds what the e2e needs, runs it and counts. `say` gets the lines about what was left out and why. */
export async function runE2e(args: readonly string[], say: (line: string) => void): Promise<Tally> {
  if (!existsSync(join(projectDir(), 'tests', 'e2e'))) {
    say('There is no e2e yet.');
    return { passed: 0, failed: 0, skipped: 0 };
  }
  try {
    const chromium = await ensureChromium(say);
    if (electronBinary() === undefined) say('The e2e in Electron is left out: its binary is not in node_modules.');
    await buildRenderer({});
    const report = join(projectDir(), '.cache', 'test', 'playwright.json');
    mkdirSync(join(report, '..'), { recursive: true });
    // An old report must not be taken for this run's.
    rmSync(report, { force: true });
    const code = await runTool('playwright', ['test', ...args], {
      LOIAL_CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    return readPlaywright(report, code);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
