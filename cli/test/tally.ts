/** Counts what the test runners report. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** How many tests ended how. */
export type Tally = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** The sum of any number of tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The run's last line. Skipped tests are named only when there are any: there should be none. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A step that passes or fails as a whole, such as the linter. */
export function asOne(exitCode: number): Tally {
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** Reads vitest's JSON report. A runner that ended badly, or wrote no report, counts as at least one failure. */
export function readVitest(file: string, exitCode: number): Tally {
  const report = read(file, vitestReport);
  if (report === undefined) return asOne(1);
  const skipped = report.numPendingTests + report.numTodoTests;
  return notGreenerThan(exitCode, { passed: report.numPassedTests, failed: report.numFailedTests, skipped });
}

/** Reads Playwright's JSON report. A test that passed only when repeated has failed. */
export function readPlaywright(file: string, exitCode: number): Tally {
  const stats = read(file, playwrightReport)?.stats;
  if (stats === undefined) return asOne(1);
  const failed = stats.unexpected + stats.flaky;
  return notGreenerThan(exitCode, { passed: stats.expected, failed, skipped: stats.skipped });
}

function notGreenerThan(exitCode: number, tally: Tally): Tally {
  return exitCode !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function read<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
