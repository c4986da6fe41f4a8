import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../cli/scenario/form.ts';
import { play } from '../../cli/scenario/play.ts';
import { DEFAULT_POLICIES } from '../../domain/programme/policies.ts';

const here = import.meta.dirname;
const files = globSync('**/*.json', { cwd: here }).sort();
const textOf = (file: string): string => readFileSync(join(here, file), 'utf8');

describe('every scenario comes out as it says', () => {
  test.each(files)('%s', (file) => {
    const read = readScenario(textOf(file));
    expect(read.ok ? [] : read.faults).toEqual([]);
    if (read.ok) expect(play(read.scenario)).toBeNull();
  });
});

test('there are scenarios of every kind, and of every choice of every policy', () => {
  expect(files.length).toBeGreaterThanOrEqual(80);
  const tried = files.filter((file) => file.startsWith('policies')).map(textOf);
  for (const policy of Object.keys(DEFAULT_POLICIES)) {
    const named = tried.filter((text) => text.includes(`"${policy}"`));
    expect(named.length, `${policy} is tried by no scenario`).toBeGreaterThan(0);
  }
});

test('a scenario plays the same twice, in any time zone', () => {
  const all = (): string =>
    JSON.stringify(
      files.slice(0, 40).map((file) => {
        const read = readScenario(textOf(file));
        return read.ok ? play(read.scenario) : read.faults;
      }),
    );
  const before = process.env['TZ'];
  const here = all();
  process.env['TZ'] = 'Pacific/Auckland';
  const there = all();
  if (before === undefined) delete process.env['TZ'];
  else process.env['TZ'] = before;
  expect(there).toBe(here);
});
