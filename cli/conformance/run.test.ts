import { expect, test } from 'vitest';
import { planConformance } from './run.ts';

test('what is asked for is read, and what is wrong is said in one line', () => {
  expect(planConformance([])).toEqual({ openSeconds: 2, kills: 1, files: [] });
  expect(planConformance(['--long'])).toEqual({ openSeconds: 60, kills: 10, files: [] });
  expect(planConformance(['--long', '--kills', '3', 'replica'])).toEqual({
    openSeconds: 60,
    kills: 3,
    files: ['replica'],
  });
  expect(planConformance(['--help'])).toBe('help');
  expect(() => planConformance(['--kills', '0'])).toThrow(/--kills/);
  expect(() => planConformance(['--open-seconds', 'long'])).toThrow(/--open-seconds/);
});
