/** `npm test`: everything that has to hold before a change is handed on. Each step runs even if one before it failed. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../places.ts';
import { ensureChromium } from './chromium.ts';
import { runE2e } from './e2e.ts';
import { asOne, lastLine, readVitest, sum, type Tally } from './tally.ts';
import { runTool } from './tool.ts';

type Step = { readonly name: string; run(): Promise<Tally> };

/** One after the other; what stands in one row runs beside each other. */
const STEPS: readonly (readonly Step[])[] = [
  [
    { name: 'lint', run: async () => asOne(await runTool('biome', ['check', '--error-on-warnings', '.'])) },
    { name: 'types', run: async () => asOne(await runTool('tsc', ['-b'])) },
  ],
  [{ name: 'unit, integration, tidy', run: runVitest }],
  [{ name: 'e2e', run: () => runE2e([], console.log) }],
];

/**
 * Runs all steps and prints `N passed, N failed` last, where the linter and the types count as one test each.
 * Returns 0 only if nothing failed, nothing was skipped and no runner crashed.
 */
export async function run(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    console.error('"npm test" takes no options. One file: npm run unit -- FILE, or npm run e2e -- FILE.');
    return 2;
  }
  const began = performance.now();
  const tallies: Tally[] = [];
  // A bare machine fetches its browser while others work. What goes wrong with it is said and counted by the e2e.
  const browser = ensureChromium(console.log).catch(() => undefined);
  for (const row of STEPS) {
    console.log(`\n== ${row.map(({ name }) => name).join(' and ')}`);
    tallies.push(...(await Promise.all(row.map(timed))));
    // No test may meet one that is half installed.
    await browser;
  }
  const total = sum(tallies);
  console.log(`\n== all of it in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  console.log(lastLine(total));
  return total.failed + total.skipped === 0 ? 0 : 1;
}

async function timed(step: Step): Promise<Tally> {
  const began = performance.now();
  const tally = await step.run().catch((error: unknown) => {
    console.error(error);
    return asOne(1);
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`== ${step.name}: ${lastLine(tally)} in ${seconds} s`);
  return tally;
}

async function runVitest(): Promise<Tally> {
  const report = join(projectDir(), '.cache', 'test', 'vitest.json');
  mkdirSync(join(report, '..'), { recursive: true });
  // An old report must not be taken for this run's.
  rmSync(report, { force: true });
  const code = await runTool('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  return readVitest(report, code);
}
