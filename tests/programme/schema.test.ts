import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultLines, schemaFile, schemaText } from '../../cli/programme/run.ts';

test('the published schema is what the form says now', () => {
  expect(readFileSync(schemaFile(), 'utf8'), 'Run "npm run programme -- schema".').toBe(schemaText());
});

test('faults are said with their paths', () => {
  expect(faultLines('{')).toEqual([expect.stringMatching(/^not JSON: /)]);
  expect(faultLines('[]')).toEqual(['(the whole): needs object']);
  expect(faultLines('{"format": 2, "version": 1, "nam": "N"}')).toEqual(['nam: unknown key', 'name: missing']);
  expect(faultLines(readFileSync(new URL('./whole.json', import.meta.url), 'utf8'))).toEqual([]);
});
