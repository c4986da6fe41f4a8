import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stepOf, stepped } from './steps.ts';

const limits = fc
  .record({ least: fc.integer({ min: 1, max: 500 }), most: fc.integer({ min: 0, max: 100_000 }) })
  .filter(({ least, most }) => most === 0 || most >= least);

test('a step never leaves what may be chosen: none, or between the least and the most', () => {
  fc.assert(
    fc.property(limits, fc.array(fc.constantFrom(1, -1), { maxLength: 40 }), (within, directions) => {
      let chosen = 0;
      for (const direction of directions) {
        chosen = stepped(chosen, direction, within);
        expect(chosen === 0 || (chosen >= within.least && chosen <= within.most)).toBe(true);
      }
    }),
  );
});

test('enough steps reach the most, and back to none', () => {
  fc.assert(
    fc.property(limits, (within) => {
      let chosen = 0;
      for (let n = 0; n < 60; n++) chosen = stepped(chosen, 1, within);
      expect(chosen).toBe(within.most);
      for (let n = 0; n < 60; n++) chosen = stepped(chosen, -1, within);
      expect(chosen).toBe(0);
    }),
  );
});

test('steps are round numbers', () => {
  expect([5, 20, 100, 240, 1284, 52_000].map((most) => stepOf({ least: 1, most }))).toEqual([1, 1, 10, 20, 100, 5000]);
});
