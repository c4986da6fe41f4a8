import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isScalar, type PlainScalar, readScalar, scalarText } from './scalars.ts';

const NUMBERS: readonly PlainScalar[] = ['money', 'points', 'count', 'days', 'hours', 'share', 'factor'];

test('a number that a field shows is read back as the same number', () => {
  fc.assert(
    fc.property(fc.constantFrom(...NUMBERS), fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (as, value) => {
      expect(readScalar(as, scalarText(as, value))).toBe(value);
    }),
  );
});

test('what cannot be read stays as it was typed, so that it is seen and mended', () => {
  for (const as of NUMBERS) {
    for (const typed of ['abc', '12,345', '1e3', '--2']) {
      const value = readScalar(as, typed);
      expect(value).toBe(typed);
      expect(isScalar(as, value)).toBe(false);
      expect(scalarText(as, value)).toBe(typed);
    }
  }
  expect(readScalar('points', '1,5')).toBe('1,5');
});

test('money, shares and factors are hundredths, as people write them', () => {
  expect(readScalar('money', '1 234,5')).toBe(123_450);
  expect(readScalar('share', '12,5')).toBe(1250);
  expect(scalarText('share', 1000)).toBe('10');
  expect(scalarText('factor', 150)).toBe('1,5');
  expect(scalarText('money', 5000)).toBe('50,00');
  expect(readScalar('money', '')).toBeNull();
});

test('days and times have their forms', () => {
  expect(['2026-11-30', '30.11.2026', ''].map((day) => isScalar('day', day))).toEqual([true, false, false]);
  expect(['08:30', '24:00', '24:01', '8:30'].map((time) => isScalar('time', time))).toEqual([true, true, false, false]);
});
