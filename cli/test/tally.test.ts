import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asOne, lastLine, readPlaywright, readVitest, sum } from './tally.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loial-tally-'));
  file = join(folder, 'report.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function vitestSays(numPassedTests: number, numFailedTests: number, numPendingTests = 0): void {
  writeFileSync(file, JSON.stringify({ numPassedTests, numFailedTests, numPendingTests, numTodoTests: 0 }));
}

test('the last line is the sum, and names skipped tests only when there are any', () => {
  vitestSays(7, 1);
  expect(lastLine(sum([asOne(0), asOne(2), readVitest(file, 1)]))).toBe('8 passed, 2 failed');
  vitestSays(7, 0, 3);
  expect(lastLine(readVitest(file, 0))).toBe('7 passed, 0 failed, 3 skipped');
});

test('a runner that crashed is a failure even if every test it reported had passed', () => {
  vitestSays(7, 0);
  expect(readVitest(file, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
});

test('no report, or half of one, is a failure even with exit code 0', () => {
  expect(readVitest(file, 0).failed).toBe(1);
  writeFileSync(file, '{"numPassedTests": 7,');
  expect(readVitest(file, 0).failed).toBe(1);
  expect(readPlaywright(file, 0).failed).toBe(1);
});

test('an e2e that passed only at the second try has failed', () => {
  writeFileSync(file, JSON.stringify({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 } }));
  expect(readPlaywright(file, 1)).toEqual({ passed: 4, failed: 2, skipped: 0 });
});
